// What scripts need of a layout, as bytes (lua/README.md, "Keys"): one byte per seat, four per row,
// eight per price class.
import type { LayoutSeat, Showtime } from "./showtime-directory.js";

const ACCESSIBLE = 1 << 6;
const AISLE = 1 << 7;
const CLASS_BITS = 0b1_1111;
const ROW_BYTES = 4;
const PRICE_BYTES = 8;

export interface ShowPlan {
  readonly plan: Buffer;
  readonly rows: Buffer;
  readonly prices: Buffer;
}

export function showPlan(showtime: Pick<Showtime, "seats" | "priceClasses">): ShowPlan {
  const { seats, priceClasses } = showtime;
  const starts = rowStarts(seats);
  const plan = Buffer.alloc(seats.length);
  seats.forEach((seat, index) => {
    const endsRow = !isSameRow(seat, seats[index + 1]);
    plan[index] =
      (seat.priceClass & CLASS_BITS) |
      (seat.accessible ? ACCESSIBLE : 0) |
      (seat.aisle || endsRow ? AISLE : 0);
  });
  const rows = Buffer.alloc(starts.length * ROW_BYTES);
  starts.forEach((start, at) => rows.writeUInt32BE(start, at * ROW_BYTES));
  const prices = Buffer.alloc(priceClasses.length * PRICE_BYTES);
  priceClasses.forEach(({ price }, at) => prices.writeDoubleLE(price, at * PRICE_BYTES));
  return { plan, rows, prices };
}

const isSameRow = (one: LayoutSeat, other: LayoutSeat | undefined): boolean =>
  one.row === other?.row && one.section === other.section;

/** Index of the first seat of each row, in layout order. */
export function rowStarts(seats: readonly LayoutSeat[]): number[] {
  return seats.flatMap((seat, index) => {
    const before = seats[index - 1];
    return before !== undefined && isSameRow(before, seat) ? [] : [index];
  });
}
