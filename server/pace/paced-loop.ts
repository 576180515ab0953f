// The one loop that does something, sleeps and repeats. It always finishes the turn under way, so
// that nothing of it runs after its end.
import { sleep } from "./sleep.js";
import type { Millis } from "../journal/brands.js";

/** The sleep between two turns, in ms. */
export type Pace =
  /** From the beginning of a turn to that of the next; a longer turn delays only the next one. */
  | { readonly everyMs: Millis }
  /** From the end of a turn to the beginning of the next. */
  | { readonly afterMs: Millis | (() => number) };

/** One turn; the loop ends when it returns "done". */
export type Turn = (signal: AbortSignal) => Promise<"done" | void> | "done" | void;

/** How a loop reads time and sleeps; tests use one that takes no real time. */
export interface LoopClock {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const CLOCK: LoopClock = { now: () => performance.now(), sleep };

/**
 * Takes turns until the signal aborts or a turn returns "done"; by then the last turn has ended.
 * @throws what a turn throws
 */
export async function pacedLoop(
  signal: AbortSignal,
  pace: Pace,
  turn: Turn,
  clock: LoopClock = CLOCK,
): Promise<"done" | "aborted"> {
  for (let due = clock.now(); !signal.aborted;) {
    if ((await turn(signal)) === "done") return "done";
    const now = clock.now();
    due = "everyMs" in pace ? Math.max(due + pace.everyMs, now) : now + spanOf(pace.afterMs);
    // A loop that is late yields all the same: other work of the process must go on.
    await clock.sleep(due - now, signal);
  }
  return "aborted";
}

const spanOf = (ms: number | (() => number)): number => (typeof ms === "number" ? ms : ms());
