// Time as this process had it. What a busy machine kept from it does not count, so that a limit of
// the product can be asserted as it is meant: of a machine that has time for it.
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** Linux: ns on a core, ns of waiting for one, turns. Elsewhere the wall clock is all there is. */
const SCHEDULE = "/proc/self/schedstat";
const NS_PER_MS = 1e6;
const LOOK_EVERY_MS = 25;

export class Stopwatch {
  // In this order, as below: what is kept from us between the two readings does not count either.
  readonly #waitedBeforeMs = waitedMs();
  readonly #startedAt = performance.now();
  #latestMs = 0;

  /** Since it was made, in ms, without the time in which this process waited for a core. */
  get ms(): number {
    const passedMs = performance.now() - this.#startedAt;
    const waited = waitedMs() - this.#waitedBeforeMs;
    this.#latestMs = Math.max(this.#latestMs, passedMs - waited);
    return this.#latestMs;
  }
}

/** Whether a condition comes true within so many ms of a stopwatch. */
export async function comesTrueWithin(ms: number, condition: () => boolean): Promise<boolean> {
  for (const watch = new Stopwatch(); watch.ms < ms; await sleep(LOOK_EVERY_MS)) {
    if (condition()) return true;
  }
  return condition();
}

function waitedMs(): number {
  if (!existsSync(SCHEDULE)) return 0;
  const [, waited] = readFileSync(SCHEDULE, "utf8").split(" ");
  return Number(waited) / NS_PER_MS;
}
