// Suggests other seats when a seat is taken. It reads the states of the seats around it, which
// costs Redis about a microsecond. It is only a hint: the next hold decides whether the seats are
// free.
import type { LayoutSeat, Showtime } from "../catalogue/showtime-directory.js";
import { showtimeKey } from "../redis/keys.js";
import type { ScriptRunner } from "../redis/script-runner.js";

/** How many seats before and after the first wanted seat are read; never the whole map. */
const REACH_SEATS = 200;
const WANTED_MAX = 10;
const ALTERNATIVES_MAX = 5;
const AVAILABLE = 0;

/** The states of consecutive seats; `first` is the index of the first one in layout order. */
export interface StatesFrom {
  readonly first: number;
  readonly states: Uint8Array;
}

/**
 * Up to five lists of seat indexes, best first. Each list has as many adjacent free seats of the
 * same price class as were wanted. There are no lists for more than ten wanted seats, or when Redis
 * does not answer.
 */
export async function seatAlternatives(
  runner: ScriptRunner,
  showtime: Pick<Showtime, "id" | "shard" | "seats">,
  wanted: readonly number[],
): Promise<number[][]> {
  const [centre] = wanted;
  if (centre === undefined || wanted.length > WANTED_MAX) return [];
  const key = showtimeKey({ shard: showtime.shard, showtime: showtime.id }, "seats");
  const first = Math.max(0, centre - REACH_SEATS);
  try {
    const states = await runner.client.getrangeBuffer(key, first, centre + REACH_SEATS);
    return alternativesNear(showtime.seats, { first, states }, wanted);
  } catch {
    return [];
  }
}

/** Finds the lists in the given states: nearest to the wanted seats first, no seat in two lists. */
export function alternativesNear(
  layout: readonly LayoutSeat[],
  { first, states }: StatesFrom,
  wanted: readonly number[],
): number[][] {
  const model = wanted.flatMap((index) => layout[index] ?? []);
  const middle = middleOf(model);
  const found: { readonly seats: number[]; readonly distance: number }[] = [];
  for (let at = 0; at + wanted.length <= states.length; at++) {
    if (!wanted.every((_, i) => states[at + i] === AVAILABLE)) continue;
    const block = layout.slice(first + at, first + at + wanted.length);
    if (!isAlike(block, model) || !isTogether(block)) continue;
    const seats = block.map((_, i) => first + at + i);
    found.push({ seats, distance: distanceOf(middleOf(block), middle) });
  }
  found.sort((a, b) => a.distance - b.distance);
  return apart(found.map(({ seats }) => seats));
}

const isAlike = (block: readonly LayoutSeat[], model: readonly LayoutSeat[]): boolean =>
  block.length === model.length &&
  block.every(({ priceClass, accessible }) =>
    model.some((seat) => seat.priceClass === priceClass && seat.accessible === accessible),
  );

const isTogether = (block: readonly LayoutSeat[]): boolean =>
  block.every(({ section, row }, i) => {
    const before = block[i - 1];
    return (
      before === undefined || (!before.aisle && before.section === section && before.row === row)
    );
  });

interface Point {
  readonly x: number;
  readonly y: number;
}

function middleOf(seats: readonly LayoutSeat[]): Point {
  const sum = (of: (seat: LayoutSeat) => number): number =>
    seats.reduce((total, seat) => total + of(seat), 0) / Math.max(1, seats.length);
  return { x: sum(({ x }) => x), y: sum(({ y }) => y) };
}

const distanceOf = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function apart(lists: readonly number[][]): number[][] {
  const used = new Set<number>();
  const chosen: number[][] = [];
  for (const seats of lists) {
    if (chosen.length === ALTERNATIVES_MAX) break;
    if (seats.some((seat) => used.has(seat))) continue;
    for (const seat of seats) used.add(seat);
    chosen.push(seats);
  }
  return chosen;
}
