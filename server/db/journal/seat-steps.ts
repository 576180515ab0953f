// Orders the sales and cancellations of a batch so that the UNIQUE key of MySQL detects a second
// sale. Two shortcuts would hide one: folding the entries per seat, and writing all cancellations
// of a batch before its sales. So a cancellation is written before a sale of the same seat only
// when its number is lower.
import type { NumberedFact } from "../../journal/facts.js";
import type { PayId, ShowtimeId } from "../../journal/brands.js";

export interface SoldSeat {
  readonly paymentId: PayId;
  readonly seat: number;
  readonly showtimeId: ShowtimeId;
}

/** A step writes its sales first, then its cancellations. */
export interface SeatStep {
  readonly sales: readonly SoldSeat[];
  readonly cancelledPayments: readonly string[];
  /** How many sold seats the cancellations must find. */
  readonly cancelledSeats: number;
}

const bySeat = (a: SoldSeat, b: SoldSeat): number =>
  a.paymentId === b.paymentId ? a.seat - b.seat : a.paymentId < b.paymentId ? -1 : 1;

class StepBuilder {
  readonly #sales: SoldSeat[] = [];
  readonly #cancelled: string[] = [];
  readonly #freed = new Set<string>();

  get isEmpty(): boolean {
    return this.#sales.length === 0 && this.#cancelled.length === 0;
  }

  /** Whether this step frees one of the seats, which it does only after its sales. */
  frees(showtimeId: ShowtimeId, seats: readonly number[]): boolean {
    return seats.some((seat) => this.#freed.has(`${showtimeId}:${seat}`));
  }

  sell(sales: readonly SoldSeat[]): void {
    this.#sales.push(...sales);
  }

  cancel(paymentId: PayId, showtimeId: ShowtimeId, seats: readonly number[]): void {
    this.#cancelled.push(paymentId);
    for (const seat of seats) this.#freed.add(`${showtimeId}:${seat}`);
  }

  done(): SeatStep {
    return {
      sales: this.#sales.sort(bySeat),
      cancelledPayments: this.#cancelled.sort(),
      cancelledSeats: this.#freed.size,
    };
  }
}

/**
 * The steps of one batch. There is one step, unless a seat is sold again after its cancellation:
 * that sale starts the next step.
 */
export function seatSteps(rows: readonly NumberedFact[]): SeatStep[] {
  const steps: SeatStep[] = [];
  let step = new StepBuilder();
  for (const { entry } of rows) {
    if (entry.kind !== "sold" && entry.kind !== "cancelled") continue;
    if (entry.seats.length === 0) continue;
    if (entry.kind === "cancelled") {
      step.cancel(entry.payId, entry.showtime, entry.seats);
      continue;
    }
    if (step.frees(entry.showtime, entry.seats)) {
      steps.push(step.done());
      step = new StepBuilder();
    }
    const { payId, showtime } = entry;
    step.sell(entry.seats.map((seat) => ({ paymentId: payId, seat, showtimeId: showtime })));
  }
  return step.isEmpty ? steps : [...steps, step.done()];
}
