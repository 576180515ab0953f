// The showtime of the seat model. It is small, so that members compete for its seats, and it has
// seats of every kind.
import type { ShowtimeOptions } from "../kit/test-shard.js";

const ACCESSIBLE = 0x40;
const AISLE = 0x80;

export const SHOWTIME = 1;
export const ROWS: readonly (readonly number[])[] = [
  [0, 1, 2, 3, 4, 5],
  [6, 7, 8, 9, 10, 11, 12],
];
export const SEATS = 13;
export const MEMBERS = 4;
export const CAPACITY = 5;
export const MAX_PER_USER = 4;
export const HOLD_MS = 300_000;
export const SESSION_MS = 600_000;
const PRICES: readonly number[] = [1000, 70];
export const AREA_PRICE = 70;
/** The money of each member at first: enough for two of the dear seats. */
export const MONEY = 2500;
/** Seat 5 is accessible; an aisle follows seat 8; the second row costs less. */
const PLAN: readonly number[] = [
  ...[0, 0, 0, 0, 0, ACCESSIBLE | AISLE],
  ...[1, 1, 1 | AISLE, 1, 1, 1, 1 | AISLE],
];

/** The index of a seat's price class. */
export const priceClassOf = (seat: number): number => (PLAN[seat] ?? 0) & 31;
/** Whether a seat is accessible. */
export const isAccessible = (seat: number): boolean => ((PLAN[seat] ?? 0) & ACCESSIBLE) > 0;
/** Whether an aisle or the end of the row follows a seat. */
export const aisleFollows = (seat: number): boolean => ((PLAN[seat] ?? 0) & AISLE) > 0;
/** The price of several seats together, in the smallest unit. */
export const priceOf = (seats: readonly number[]): number =>
  seats.reduce((sum, seat) => sum + (PRICES[priceClassOf(seat)] ?? 0), 0);

/** How the showtime is put on sale. */
export const SMALL_SHOWTIME: ShowtimeOptions = {
  showtime: SHOWTIME,
  seats: SEATS,
  plan: PLAN,
  rows: ROWS.map(([first = 0]) => first),
  prices: PRICES,
  areas: [{ capacity: CAPACITY, priceClass: 1 }],
  sale: { max_per_user: MAX_PER_USER },
};
