// Folds the entries of a batch into one row per reservation. An entry holds the state after its
// operation, so the last entry of a reservation wins.
import { hasFields, type EntryWith } from "../../journal/entry.js";
import type { Fact, NumberedFact } from "../../journal/facts.js";
import type { Amount, MemberNo, Millis, PayId, ShowtimeId } from "../../journal/brands.js";

export interface ReservationRow {
  readonly id: string;
  readonly showtimeId: ShowtimeId;
  readonly memberNo: MemberNo;
  readonly status: "held" | "confirmed" | "released" | "expired" | "cancelled";
  readonly area: number | undefined;
  readonly quantity: number;
  readonly total: Amount;
  readonly seats: string | undefined;
  /** 0 when the hold was made in an earlier batch; then total and both times stay unchanged. */
  readonly madeAt: Millis;
  readonly expiresAt: Millis;
  readonly paymentId: PayId | undefined;
  readonly n: number;
}

type HoldFact = Extract<Fact, EntryWith<"holdId" | "quantity">>;

const listed = (seats: readonly number[]): string | undefined =>
  seats.length === 0 ? undefined : seats.join(",");

/** The seats that a row lists, as indexes in layout order. */
export const seatsOf = (seats: string | null | undefined): readonly number[] =>
  seats === null || seats === undefined ? [] : seats.split(",").map(Number);

function fields(entry: HoldFact) {
  switch (entry.kind) {
    case "held":
      return {
        status: "held",
        total: entry.total,
        madeAt: entry.madeAt,
        expiresAt: entry.deadlineAt,
      } as const;
    case "ended":
      return { status: entry.status } as const;
    case "sold":
      return { status: "confirmed", total: entry.amount, paymentId: entry.payId } as const;
    case "cancelled":
      return { status: "cancelled", total: entry.amount, paymentId: entry.payId } as const;
  }
}

const isHoldFact = (entry: Fact): entry is HoldFact => hasFields(entry, "holdId", "quantity");

/** The reservations that a batch changed, as they are after it, sorted by id. */
export function reservationRows(rows: readonly NumberedFact[]): ReservationRow[] {
  const folded = new Map<string, ReservationRow>();
  for (const { n, entry } of rows) {
    if (!isHoldFact(entry)) continue;
    const before = folded.get(entry.holdId);
    folded.set(entry.holdId, {
      id: entry.holdId,
      showtimeId: entry.showtime,
      memberNo: entry.memberNo,
      total: before?.total ?? 0,
      madeAt: before?.madeAt ?? 0,
      expiresAt: before?.expiresAt ?? 0,
      paymentId: before?.paymentId,
      ...fields(entry),
      area: entry.area,
      quantity: entry.quantity,
      seats: listed(entry.seats),
      n,
    });
  }
  return [...folded.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
