import type { MapSeat } from "../../../client-sdk/index.js";

interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Finds the seat at a point without a look at every seat. */
export class SeatGrid {
  readonly bounds: Bounds;
  /** The median distance of neighbours in a row. */
  readonly spacing: number;
  readonly #cells = new Map<string, MapSeat[]>();

  constructor(seats: readonly MapSeat[]) {
    this.spacing = spacingOf(seats);
    this.bounds = boundsOf(seats);
    for (const seat of seats) {
      const cell = this.#cells.get(this.#cellOf(seat.x, seat.y));
      if (cell === undefined) this.#cells.set(this.#cellOf(seat.x, seat.y), [seat]);
      else cell.push(seat);
    }
  }

  /** The seat at a point of the layout; undefined between seats. */
  at(x: number, y: number): MapSeat | undefined {
    const steps = [-this.spacing, 0, this.spacing];
    const near = steps.flatMap((dx) =>
      steps.flatMap((dy) => this.#cells.get(this.#cellOf(x + dx, y + dy)) ?? []),
    );
    const far = (seat: MapSeat) => Math.hypot(seat.x - x, seat.y - y);
    const [nearest] = near.toSorted((a, b) => far(a) - far(b));
    return nearest !== undefined && far(nearest) <= this.spacing * 0.6 ? nearest : undefined;
  }

  #cellOf(x: number, y: number): string {
    return `${String(Math.floor(x / this.spacing))} ${String(Math.floor(y / this.spacing))}`;
  }
}

function spacingOf(seats: readonly MapSeat[]): number {
  const distances = seats.flatMap((seat, at) => {
    const before = seats[at - 1];
    const isNext = before?.row === seat.row && before.section === seat.section;
    return isNext ? [Math.hypot(seat.x - before.x, seat.y - before.y)] : [];
  });
  const middle = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)];
  return middle === undefined || middle === 0 ? 1 : middle;
}

function boundsOf(seats: readonly MapSeat[]): Bounds {
  if (seats.length === 0) return { left: 0, top: 0, right: 1, bottom: 1 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of seats) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}
