// One byte per seat, in layout order: what `seats:watch` answers and `seats:delta` changes.

export const SEAT_AVAILABLE = 0;
export const SEAT_HELD = 1;
export const SEAT_SOLD = 2;
export const SEAT_BLOCKED = 3;

export type SeatState =
  typeof SEAT_AVAILABLE | typeof SEAT_HELD | typeof SEAT_SOLD | typeof SEAT_BLOCKED;

/** The word of each state, by its byte: what REST answers as `status`. */
export const SEAT_STATUSES = ["available", "held", "sold", "blocked"] as const;

export type SeatStatus = (typeof SEAT_STATUSES)[number];

/** @throws Error for a byte that is no state: a bug, never a user's input */
export function seatStatus(state: number): SeatStatus {
  const status = SEAT_STATUSES[state];
  if (status === undefined) throw new Error(`no state of a seat: ${String(state)}`);
  return status;
}
