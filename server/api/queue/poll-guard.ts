// Who polls faster than half of what he was told gets 429. Kept per node: a fan polls one node, and
// nothing but load depends on it.
import { AppError } from "../../errors.js";

export interface PollGuard {
  /** @throws AppError `RATE_LIMITED` when it is too early */
  assertDue(token: string): void;
  /** The answer said when to come back. */
  told(token: string, pollAfterMs: number): void;
}

const ENTRIES_MAX = 100_000;

export function createPollGuard(now: () => number): PollGuard {
  const due = new Map<string, number>();
  return {
    assertDue(token) {
      const retryAfterMs = (due.get(token) ?? 0) - now();
      if (retryAfterMs > 0) throw new AppError("RATE_LIMITED", { retryAfterMs });
    },
    told(token, pollAfterMs) {
      due.delete(token);
      const [oldest] = due.keys();
      if (due.size >= ENTRIES_MAX && oldest !== undefined) due.delete(oldest);
      due.set(token, now() + pollAfterMs / 2);
    },
  };
}
