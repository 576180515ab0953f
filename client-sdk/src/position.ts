// A position is computed, not pushed: one tick a second is the same for everybody, and what it
// says about departures makes the result exact (design, section 7). `reference` is an answer of
// join, resume or status; ticks count on from it.

import type { PlaceTickBody, TickBody } from "../protocol/bodies.js";

export interface PlaceReference {
  readonly place: number;
  readonly ahead: number;
  readonly tick: PlaceTickBody;
}

export interface TrackedPlace {
  readonly place: number;
  readonly ahead: number;
  /** Number of the last tick taken into account. */
  readonly n: number;
  readonly called: number;
  /** Departures up to this one are in `ahead`. */
  readonly leftSeq: number;
  /** No departure waits to be listed: `ahead` is exact, else it is the most it can be. */
  readonly isExact: boolean;
  /** Head has moved over this place: it may enter. */
  readonly isCalled: boolean;
  /** The pace is measured from `since`; the next measure starts at `mark`. */
  readonly since: Milestone;
  readonly mark: Milestone;
}

interface Milestone {
  readonly n: number;
  readonly called: number;
}

export type TickOutcome =
  | { readonly kind: "moved"; readonly place: TrackedPlace }
  | { readonly kind: "stale" }
  /** A tick with departures was missed: ask for the status. */
  | { readonly kind: "gap" };

export const trackPlace = ({ place, ahead, tick }: PlaceReference): TrackedPlace => ({
  place,
  ahead,
  n: tick.n,
  called: tick.called,
  leftSeq: tick.leftSeq,
  isExact: true,
  isCalled: place <= tick.head,
  since: { n: tick.n, called: tick.called },
  mark: { n: tick.n, called: tick.called },
});

/** Where the place is after one more tick. */
export function afterTick(known: TrackedPlace, tick: TickBody): TickOutcome {
  if (tick.n <= known.n || tick.called < known.called) return { kind: "stale" };
  const lastListed = tick.leftSeq - tick.pending;
  const firstListed = lastListed - tick.left.length + 1;
  if (firstListed > known.leftSeq + 1) return { kind: "gap" };
  const unseen = tick.left.slice(Math.max(0, known.leftSeq + 1 - firstListed));
  const departed = unseen.filter((place) => place < known.place).length;
  const ahead = known.ahead - (tick.called - known.called) - departed;
  const leftSeq = Math.max(known.leftSeq, lastListed);
  const place: TrackedPlace = {
    place: known.place,
    ahead: Math.max(0, ahead),
    n: tick.n,
    called: tick.called,
    leftSeq,
    isExact: tick.leftSeq === leftSeq,
    isCalled: known.place <= tick.head,
    ...(tick.n - known.mark.n < WINDOW_TICKS
      ? { since: known.since, mark: known.mark }
      : { since: known.mark, mark: { n: tick.n, called: tick.called } }),
  };
  return { kind: "moved", place };
}

/** Ticks are a second apart. */
const WINDOW_TICKS = 20;

/**
 * Seconds until the turn comes, by the pace of the last ticks once there are enough of them, else
 * by the pace the sale allows; null when nobody is being called, which a rate of 0 says at once.
 */
export function etaSeconds(place: TrackedPlace, ratePerMinute: number): number | null {
  if (ratePerMinute <= 0) return null;
  const ticks = place.n - place.since.n;
  const perSecond =
    ticks < WINDOW_TICKS / 2 ? ratePerMinute / 60 : (place.called - place.since.called) / ticks;
  return perSecond > 0 ? Math.ceil((place.ahead + 1) / perSecond) : null;
}
