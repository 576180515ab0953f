// The state of a seat is one byte. A seat map is these bytes in layout order: `seats:watch` answers
// all of them, `seats:delta` the ones that changed.

/** The seat can be held. */
export const SEAT_AVAILABLE = 0;
/** A member holds the seat until a deadline. */
export const SEAT_HELD = 1;
/** The seat is paid. */
export const SEAT_SOLD = 2;
/** The organiser took the seat off sale. */
export const SEAT_BLOCKED = 3;

/** The byte of a seat in the map. */
export type SeatState =
  typeof SEAT_AVAILABLE | typeof SEAT_HELD | typeof SEAT_SOLD | typeof SEAT_BLOCKED;

/** The word for each state, indexed by its byte; REST answers it as `status`. */
export const SEAT_STATUSES = ["available", "held", "sold", "blocked"] as const;

/** The state of a seat as a word. */
export type SeatStatus = (typeof SEAT_STATUSES)[number];

/**
 * The word for a byte of the map.
 * @throws Error for any other number, which is a bug of the caller and never input of a member
 */
export function seatStatus(state: number): SeatStatus {
  const status = SEAT_STATUSES[state];
  if (status === undefined) throw new Error(`no state of a seat: ${String(state)}`);
  return status;
}
