// A poll that comes before half of the answered pollAfterMs has passed gets 429. The guard is kept
// per node: a client polls one node, and nothing but load depends on it. It is asked only for a
// place of the caller's own.
import { LRUCache } from "lru-cache";
import { AppError } from "../../errors.js";
import type { Millis } from "../../journal/brands.js";

export interface PollGuard {
  /** @throws AppError `RATE_LIMITED` when it is too early */
  assertDue(place: string): void;
  /** The answer said when to come back. */
  answered(place: string, pollAfterMs: Millis): void;
}

const ENTRIES_MAX = 100_000;

/** A guard for the polls of one node; it remembers the last 100,000 places. */
export function createPollGuard(now: () => number): PollGuard {
  const due = new LRUCache<string, number>({ max: ENTRIES_MAX });
  return {
    assertDue(place) {
      const retryAfterMs = (due.get(place) ?? 0) - now();
      if (retryAfterMs > 0) throw new AppError("RATE_LIMITED", { retryAfterMs });
    },
    answered(place, pollAfterMs) {
      due.set(place, now() + pollAfterMs / 2);
    },
  };
}
