// The one way to do, sleep and repeat. A turn under way is always finished first, so that after an
// abort nothing of the loop runs.
import { sleep } from "./sleep.js";
import type { Millis } from "../journal/brands.js";

/** The sleep between two turns, in ms. */
export type Pace =
  /** From the beginning of a turn to that of the next: one that takes longer delays only itself. */
  | { readonly everyMs: Millis }
  /** From the end of a turn to the beginning of the next. */
  | { readonly afterMs: Millis | (() => number) };

/** One turn; its word "done" ends the loop. */
export type Turn = (signal: AbortSignal) => Promise<"done" | void> | "done" | void;

/** What a loop sleeps by; tests have one that needs no time. */
export interface LoopClock {
  /** Of a clock that only moves on, in ms. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

const CLOCK: LoopClock = { now: () => performance.now(), sleep };

/**
 * Takes turns until the signal aborts or a turn is "done"; rejects with what a turn throws.
 * The last turn has ended by then.
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
    // Also when it is late: others of this process must have their turn.
    await clock.sleep(due - now, signal);
  }
  return "aborted";
}

const spanOf = (ms: number | (() => number)): number => (typeof ms === "number" ? ms : ms());
