// Calls can be repeated: reads change nothing, and every change carries an operation id, so a
// repetition gets the same answer. A refusal that waiting cannot change goes to the caller.

import type { ErrorCode } from "../../protocol/errors.js";
import { backoffMs, sleep, type BackoffOptions } from "./backoff.js";
import { OnsaleError } from "../onsale-error.js";

/** Codes that depend on the moment only: the same call may succeed a little later. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "INTERNAL",
  "SALE_PAUSED",
  "SERVER_BUSY",
  "NOT_READY",
  "RATE_LIMITED",
  "IDEMPOTENCY_IN_FLIGHT",
] as const);

/** How long and how often to repeat a call. */
export interface Patience {
  /** After this time no repetition starts. */
  readonly patienceMs: number;
  /** The waits between repetitions. */
  readonly backoff: BackoffOptions;
  /** Aborted when the client is closed. */
  readonly ended: AbortSignal;
  /** Called before each repetition with the error that causes it. */
  readonly onRetry?: (error: OnsaleError) => void;
}

/** Whether the same call may succeed later: no answer came, or the code depends on the moment. */
export const isPassing = (error: unknown): error is OnsaleError =>
  error instanceof OnsaleError && (!error.isAnswered || PASSING.has(error.code));

/**
 * Repeats a call until it has a final answer.
 * @throws OnsaleError the first final refusal, or the last passing error after `patienceMs`
 */
export async function askUntilAnswered<T>(
  ask: () => Promise<T>,
  { patienceMs, backoff, ended, onRetry }: Patience,
): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (let failures = 0; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error)) throw error;
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(failures, backoff));
      if (ended.aborted || Date.now() + waitMs > deadline) throw error;
      onRetry?.(error);
      await sleep(waitMs, ended);
    }
  }
}
