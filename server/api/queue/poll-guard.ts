// Who polls faster than half of what he was told gets 429. Kept per node: a fan polls one node,
// and nothing but load depends on it. Asked only for a place that is the caller's: a stranger is
// refused for what he is.
import { LRUCache } from "lru-cache";
import { AppError } from "../../errors.js";
import type { Millis } from "../../journal/brands.js";

export interface PollGuard {
  /** @throws AppError `RATE_LIMITED` when it is too early */
  assertDue(place: string): void;
  /** The answer said when to come back. */
  told(place: string, pollAfterMs: Millis): void;
}

const ENTRIES_MAX = 100_000;

export function createPollGuard(now: () => number): PollGuard {
  const due = new LRUCache<string, number>({ max: ENTRIES_MAX });
  return {
    assertDue(place) {
      const retryAfterMs = (due.get(place) ?? 0) - now();
      if (retryAfterMs > 0) throw new AppError("RATE_LIMITED", { retryAfterMs });
    },
    told(place, pollAfterMs) {
      due.set(place, now() + pollAfterMs / 2);
    },
  };
}
