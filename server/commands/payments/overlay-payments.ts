// The payments of MySQL, changed by the entries that are not projected yet. A durable entry is
// shown as it is; a payment whose entries are not durable is `pending`, whatever Redis has
// decided.
import {
  showtimeSides,
  walletSides,
  type ShowtimeSide,
  type WalletSide,
} from "../../db/journal/payment-rows.js";
import type { Payment } from "../../db/repositories/payments.js";
import type { RecentEntries } from "../journal/recent-entries.js";

const NOTHING = {
  walletStatus: undefined,
  showtimeStatus: undefined,
  reason: undefined,
  refundId: undefined,
  authorisedAt: undefined,
  settledAt: undefined,
  decidedAt: undefined,
  cancelledAt: undefined,
  refundedAt: undefined,
} as const;

const fresh = ({ id, showtimeId, madeAt }: WalletSide | ShowtimeSide): Payment => ({
  ...NOTHING,
  ...{ id, showtimeId, madeAt },
  reservationId: undefined,
  memberNo: undefined,
  amount: undefined,
});

const withWallet = (row: Payment, side: WalletSide): Payment => ({
  ...row,
  reservationId: side.reservationId,
  memberNo: side.memberNo,
  amount: side.amount,
  walletStatus: side.status,
  madeAt: side.authorisedAt ?? row.madeAt,
  authorisedAt: side.authorisedAt ?? row.authorisedAt,
  settledAt: side.settledAt ?? row.settledAt,
});

const withShowtime = (row: Payment, side: ShowtimeSide): Payment => ({
  ...row,
  reservationId: row.reservationId ?? side.reservationId,
  memberNo: row.memberNo ?? side.memberNo,
  amount: row.amount ?? side.amount,
  showtimeStatus: side.status ?? row.showtimeStatus,
  reason: side.reason ?? row.reason,
  refundId: side.refundId ?? row.refundId,
  decidedAt: side.decidedAt ?? row.decidedAt,
  cancelledAt: side.cancelledAt ?? row.cancelledAt,
  refundedAt: side.refundedAt ?? row.refundedAt,
});

const pendingOf = (side: WalletSide): Payment => ({
  ...withWallet(fresh(side), side),
  walletStatus: "authorised",
  settledAt: undefined,
});

/**
 * Payments as they are now, newest first: the rows, and those that began among the entries.
 * @param rows read after the entries
 */
export function overlayPayments(
  rows: readonly Payment[],
  { durable, pending }: RecentEntries,
): Payment[] {
  const now = new Map(rows.map((row) => [row.id, row]));
  for (const side of walletSides(durable)) {
    const row = now.get(side.id);
    // Of a payment that began earlier and is not among the rows, the entries know only a part.
    if (row !== undefined || side.authorisedAt !== undefined) {
      now.set(side.id, withWallet(row ?? fresh(side), side));
    }
  }
  for (const side of showtimeSides(durable)) {
    const row = now.get(side.id);
    if (row !== undefined) now.set(side.id, withShowtime(row, side));
  }
  for (const side of walletSides(pending)) {
    if (!now.has(side.id) && side.authorisedAt !== undefined) now.set(side.id, pendingOf(side));
  }
  return [...now.values()].sort((a, b) => b.madeAt - a.madeAt || (a.id < b.id ? 1 : -1));
}
