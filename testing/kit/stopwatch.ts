// Measures the time that this process could use. Time in which it waited for a CPU core does not
// count, so that tests can assert time limits of the product also on a busy machine.
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * On Linux: ns on a core, ns of waiting for one, number of turns. Other systems have only a clock.
 */
const SCHEDULE = "/proc/self/schedstat";
const NS_PER_MS = 1e6;
const LOOK_EVERY_MS = 25;

/** Measures from its creation on. */
export class Stopwatch {
  // In this order, as in `ms`: waiting between the two readings does not count either.
  readonly #waitedBeforeMs = waitedMs();
  readonly #startedAt = performance.now();
  #latestMs = 0;

  /**
   * The time since its creation in ms, without the time in which this process waited for a core.
   */
  get ms(): number {
    const passedMs = performance.now() - this.#startedAt;
    const waited = waitedMs() - this.#waitedBeforeMs;
    this.#latestMs = Math.max(this.#latestMs, passedMs - waited);
    return this.#latestMs;
  }
}

/** Whether a condition becomes true within `ms` of a stopwatch. */
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
