// What is asked may be asked again: reads change nothing, and every mutation carries an operation
// id, so the same question has the same answer. A refusal that is final goes to the caller.

import type { ErrorCode } from "../../protocol/errors.js";
import { backoffMs, sleep, type BackoffOptions } from "./backoff.js";
import { OnsaleError } from "../onsale-error.js";

/** Refusals that say nothing about what was asked, only about the moment. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "INTERNAL",
  "SALE_PAUSED",
  "SERVER_BUSY",
  "NOT_READY",
  "RATE_LIMITED",
  "IDEMPOTENCY_IN_FLIGHT",
] as const);

export interface Patience {
  /** After this nothing is asked again. */
  readonly patienceMs: number;
  readonly backoff: BackoffOptions;
  /** Aborted when the client is closed. */
  readonly ended: AbortSignal;
  /** Told of each answer that is asked again. */
  readonly onRetry?: (error: OnsaleError) => void;
}

export const isPassing = (error: unknown): error is OnsaleError =>
  error instanceof OnsaleError && (!error.isAnswered || PASSING.has(error.code));

/** @throws OnsaleError the first final refusal, or the last passing one once patience is over */
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
