// Finds the best seats by trying every block of seats. `seat/best` must find the same ones faster.
import { aisleFollows, isAccessible, priceClassOf, ROWS } from "./small-showtime.js";
import { FREE } from "./seat-state.js";

export interface Asked {
  readonly count: number;
  readonly priceClass: number | undefined;
  readonly accessible: boolean;
}

interface Block {
  readonly seats: readonly number[];
  readonly step: number;
  readonly row: number;
  readonly distance: number;
}

/** The best block: the first row in layout order, nearest to the middle, the lower of two. */
export function findTogether(
  bytes: readonly number[],
  asked: Asked,
): readonly number[] | undefined {
  const blocks = ROWS.flatMap((row, index) =>
    row.slice(0, Math.max(0, row.length - asked.count + 1)).flatMap((_, at): Block[] => {
      const seats = row.slice(at, at + asked.count);
      if (!seats.every((seat) => bytes[seat] === FREE && isAsked(seat, asked))) return [];
      const distance = Math.abs(2 * at + asked.count - row.length);
      return [{ seats, step: stepOf(bytes, row, at, asked.count), row: index, distance }];
    }),
  );
  const order = (a: Block, b: Block): number =>
    a.step - b.step ||
    a.row - b.row ||
    a.distance - b.distance ||
    (a.seats[0] ?? 0) - (b.seats[0] ?? 0);
  return blocks.sort(order)[0]?.seats;
}

const isAsked = (seat: number, { priceClass, accessible }: Asked): boolean =>
  isAccessible(seat) === accessible &&
  (priceClass === undefined || priceClassOf(seat) === priceClass);

function stepOf(
  bytes: readonly number[],
  row: readonly number[],
  at: number,
  count: number,
): number {
  if (row.slice(at, at + count - 1).some(aisleFollows)) return 3;
  const joinedFree = (from: number, to: number): boolean => {
    const [a, b] = [row[from], row[to]];
    if (a === undefined || b === undefined || bytes[b] !== FREE) return false;
    return !aisleFollows(Math.min(a, b));
  };
  const leavesLeft = joinedFree(at, at - 1) && !joinedFree(at - 1, at - 2);
  const last = at + count - 1;
  const leavesRight = joinedFree(last, last + 1) && !joinedFree(last + 1, last + 2);
  return leavesLeft || leavesRight ? 2 : 1;
}
