import { Op } from "sequelize";
import type { Database } from "../database.js";
import { paymentModel, type PaymentModel } from "../models/payment.js";
import { afterCursor, pageOf, type RowPage, type PageRequest } from "./page.js";
import type { Amount, HoldId, MemberNo, Millis, ShowtimeId } from "../../journal/brands.js";

export type WalletStatus = "authorised" | "captured" | "voided";
export type ShowtimeStatus = "confirmed" | "refused" | "tombstoned" | "cancelled";

/**
 * A payment in MySQL. One half comes from the wallet's shard, the other from the showtime's shard.
 * Instants in ms since 1970, the amount in the smallest unit of the currency.
 */
export interface Payment {
  readonly id: string;
  readonly showtimeId: ShowtimeId;
  /** Undefined while only a tombstone of the showtime's shard is in MySQL; so are the next two. */
  readonly reservationId: HoldId | undefined;
  readonly memberNo: MemberNo | undefined;
  readonly amount: Amount | undefined;
  readonly walletStatus: WalletStatus | undefined;
  readonly showtimeStatus: ShowtimeStatus | undefined;
  readonly reason: string | undefined;
  readonly refundId: string | undefined;
  readonly madeAt: Millis;
  readonly authorisedAt: Millis | undefined;
  readonly settledAt: Millis | undefined;
  readonly decidedAt: Millis | undefined;
  readonly cancelledAt: Millis | undefined;
  /** When the refund became known to be durable. */
  readonly refundedAt: Millis | undefined;
}

export type PaymentFilter = {
  readonly memberNo?: MemberNo;
  readonly showtimeId?: ShowtimeId;
  readonly reservationId?: HoldId;
};

const PAYMENT_ID = /^[\x21-\x7e]{1,64}$/;

/** A payment by its id, as far as MySQL has it. */
export async function findPayment(db: Database, id: string): Promise<Payment | undefined> {
  // MySQL refuses to compare an id with text that is not ASCII.
  if (!PAYMENT_ID.test(id)) return undefined;
  const [row] = await db.find(paymentModel(db), { where: { id } });
  return row === undefined ? undefined : toPayment(row);
}

/** All payments of a reservation, newest first. */
export async function paymentsOf(db: Database, reservationId: HoldId): Promise<Payment[]> {
  const rows = await db.find(paymentModel(db), {
    where: { reservationId },
    order: [["madeAt", "DESC"]],
  });
  return rows.map(toPayment);
}

/** Of the payments of a reservation, newest first: the one that paid it, or the latest one. */
export const payingOf = (payments: readonly Payment[]): Payment | undefined =>
  payments.find(({ showtimeStatus }) => PAID.has(showtimeStatus ?? "")) ?? payments[0];

const PAID = new Set(["confirmed", "cancelled"]);

/**
 * A page of payments, newest first.
 * @throws AppError `VALIDATION` when the cursor is not one
 */
export async function paymentPage(
  db: Database,
  filter: PaymentFilter,
  page: PageRequest,
): Promise<RowPage<Payment>> {
  const rows = await db.find(paymentModel(db), {
    where: { [Op.and]: [{ ...filter }, ...afterCursor(page.cursor)] },
    order: [
      ["madeAt", "DESC"],
      ["id", "DESC"],
    ],
    limit: page.limit + 1,
  });
  return pageOf(rows.map(toPayment), page.limit, ({ madeAt, id }) => ({ madeAt, id }));
}

const optional = (value: string | null): number | undefined =>
  value === null ? undefined : Number(value);

const toPayment = (row: PaymentModel): Payment => ({
  id: row.id,
  showtimeId: Number(row.showtimeId),
  reservationId: row.reservationId ?? undefined,
  memberNo: optional(row.memberNo),
  amount: optional(row.amount),
  walletStatus: (row.walletStatus ?? undefined) as WalletStatus | undefined,
  showtimeStatus: (row.showtimeStatus ?? undefined) as ShowtimeStatus | undefined,
  reason: row.reason ?? undefined,
  refundId: row.refundId ?? undefined,
  madeAt: Number(row.madeAt),
  authorisedAt: optional(row.authorisedAt),
  settledAt: optional(row.settledAt),
  decidedAt: optional(row.decidedAt),
  cancelledAt: optional(row.cancelledAt),
  refundedAt: optional(row.refundedAt),
});
