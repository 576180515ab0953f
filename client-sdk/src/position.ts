// The client computes its own position: the server sends one tick per second, the same to all
// clients. A place starts from an answer of join, resume or status (the reference), and each tick
// moves it on. Because ticks list departures, the result is exact (docs/signals.md).

import type { PlaceTickBody, TickBody } from "../protocol/bodies.js";

/** An answer of join, resume or status for a waiting place. */
export interface PlaceReference {
  readonly place: number;
  readonly ahead: number;
  readonly tick: PlaceTickBody;
}

/** A waiting place after some ticks. */
export interface TrackedPlace {
  /** The place number. */
  readonly place: number;
  /** How many members wait in front. */
  readonly ahead: number;
  /** Number of the last tick that is included. */
  readonly n: number;
  /** How many members were called at that tick. */
  readonly called: number;
  /** The departures up to this one are included in `ahead`. */
  readonly leftSeq: number;
  /** False while some departures are not listed yet: `ahead` is an upper bound then. */
  readonly isExact: boolean;
  /** The place was called: it may enter. */
  readonly isCalled: boolean;
  /** The pace is measured from `since` on; the next measurement starts at `mark`. */
  readonly since: Milestone;
  readonly mark: Milestone;
}

interface Milestone {
  readonly n: number;
  readonly called: number;
}

/** What a tick does: moves the place, is older than the place, or shows that one was missed. */
export type TickOutcome =
  | { readonly kind: "moved"; readonly place: TrackedPlace }
  | { readonly kind: "stale" }
  /** Departures were missed: the client must ask for the status. */
  | { readonly kind: "gap" };

/** Starts to track a place from its reference. */
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

/** The place after one more tick. */
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

/** The pace is measured over so many ticks, one second apart. */
const WINDOW_TICKS = 20;

/**
 * Expected seconds until the place is called; null while no member is called. The pace is that of
 * the last ticks, or the rate of the sale until there are enough ticks.
 */
export function etaSeconds(place: TrackedPlace, ratePerMinute: number): number | null {
  if (ratePerMinute <= 0) return null;
  const ticks = place.n - place.since.n;
  const perSecond =
    ticks < WINDOW_TICKS / 2 ? ratePerMinute / 60 : (place.called - place.since.called) / ticks;
  return perSecond > 0 ? Math.ceil((place.ahead + 1) / perSecond) : null;
}
