// Two workers write the row of one payment, each its own columns: the worker of the wallet's shard
// and the worker of the showtime's shard. The entries of a batch are folded into one row per
// payment.
import {
  hasFields,
  isAbout,
  type AuthorisationEntry,
  type EntryAbout,
  type EntryWith,
  type JournalEntry,
} from "../../journal/entry.js";
import type { NumberedFact } from "../../journal/facts.js";
import type { Amount, HoldId, MemberNo, Millis, ShowtimeId } from "../../journal/brands.js";

interface PaymentKey {
  readonly id: string;
  readonly showtimeId: ShowtimeId;
  readonly reservationId: HoldId | undefined;
  readonly memberNo: MemberNo | undefined;
  readonly amount: Amount | undefined;
  /** The time of the first entry about the payment. */
  readonly madeAt: Millis;
}

export interface WalletSide extends PaymentKey {
  readonly status: "authorised" | "captured" | "voided";
  readonly authorisedAt: Millis | undefined;
  readonly settledAt: Millis | undefined;
}

export interface ShowtimeSide extends PaymentKey {
  readonly status: "confirmed" | "refused" | "tombstoned" | "cancelled" | undefined;
  readonly reason: string | undefined;
  readonly refundId: string | undefined;
  readonly decidedAt: Millis | undefined;
  readonly cancelledAt: Millis | undefined;
  readonly refundedAt: Millis | undefined;
}

type ShowtimeEntry = Extract<EntryAbout<"showtime">, EntryWith<"payId">>;

const isWalletEntry = (entry: JournalEntry): entry is AuthorisationEntry =>
  isAbout(entry, "wallet") && hasFields(entry, "payId");
const isShowtimeEntry = (entry: JournalEntry): entry is ShowtimeEntry =>
  isAbout(entry, "showtime") && hasFields(entry, "payId");

/** Sorted by id, so that two workers that write the same payments take their locks in one order. */
const sorted = <Row extends { readonly id: string }>(folded: Map<string, Row>): Row[] =>
  [...folded.values()].sort((a, b) => (a.id < b.id ? -1 : 1));

/** The columns of each payment that the entries of a wallet's shard set, sorted by id. */
export function walletSides(rows: readonly NumberedFact[]): WalletSide[] {
  const folded = new Map<string, WalletSide>();
  for (const { entry } of rows) {
    if (!isWalletEntry(entry)) continue;
    const before = folded.get(entry.payId);
    const isNew = entry.kind === "authorised";
    folded.set(entry.payId, {
      id: entry.payId,
      showtimeId: entry.showtime,
      reservationId: entry.reservationId,
      memberNo: entry.memberNo,
      amount: entry.amount,
      madeAt: before?.madeAt ?? entry.at,
      status: entry.kind,
      authorisedAt: isNew ? entry.at : before?.authorisedAt,
      settledAt: isNew ? undefined : entry.at,
    });
  }
  return sorted(folded);
}

function showtimeFields(entry: ShowtimeEntry): Partial<ShowtimeSide> {
  switch (entry.kind) {
    case "sold":
      return {
        status: "confirmed",
        decidedAt: entry.at,
        reservationId: entry.holdId,
        memberNo: entry.memberNo,
        amount: entry.amount,
      };
    case "refused":
      return {
        status: "refused",
        decidedAt: entry.at,
        reservationId: entry.holdId,
        memberNo: entry.memberNo,
        reason: entry.reason,
      };
    case "tombstoned":
      return { status: "tombstoned", decidedAt: entry.at };
    case "cancelled":
      return {
        status: "cancelled",
        cancelledAt: entry.at,
        reservationId: entry.holdId,
        memberNo: entry.memberNo,
        amount: entry.amount,
        refundId: entry.refundId,
      };
    case "refunded":
      return { refundedAt: entry.at };
  }
}

/** The columns of each payment that the entries of a showtime's shard set, sorted by id. */
export function showtimeSides(rows: readonly NumberedFact[]): ShowtimeSide[] {
  const folded = new Map<string, ShowtimeSide>();
  for (const { entry } of rows) {
    if (!isShowtimeEntry(entry)) continue;
    const before = folded.get(entry.payId) ?? newShowtimeSide(entry);
    folded.set(entry.payId, { ...before, ...showtimeFields(entry) });
  }
  return sorted(folded);
}

const newShowtimeSide = (entry: ShowtimeEntry): ShowtimeSide => ({
  id: entry.payId,
  showtimeId: entry.showtime,
  reservationId: undefined,
  memberNo: undefined,
  amount: undefined,
  madeAt: entry.at,
  status: undefined,
  reason: undefined,
  refundId: undefined,
  decidedAt: undefined,
  cancelledAt: undefined,
  refundedAt: undefined,
});
