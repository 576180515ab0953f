import { Op } from "sequelize";
import type { Database } from "../database.js";
import { paymentModel, type PaymentModel } from "../models/payment.js";
import { afterCursor, pageOf, type RowPage, type PageRequest } from "./page.js";
import type { Amount, HoldId, MemberNo, Millis, ShowtimeId } from "../../journal/brands.js";

export type WalletStatus = "authorised" | "captured" | "voided";
export type ShowtimeStatus = "confirmed" | "refused" | "tombstoned" | "cancelled";

/** A payment as MySQL remembers it: one half told by the wallet's shard, one by the showtime's. */
export interface Payment {
  readonly id: string;
  readonly showtimeId: ShowtimeId;
  /** Unknown while the showtime's shard has told a tombstone and the wallet's nothing yet. */
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
  /** When the refund was known to be durable. */
  readonly refundedAt: Millis | undefined;
}

export type PaymentFilter = {
  readonly memberNo?: MemberNo;
  readonly showtimeId?: ShowtimeId;
  readonly reservationId?: HoldId;
};

const PAYMENT_ID = /^[\x21-\x7e]{1,64}$/;

export async function findPayment(db: Database, id: string): Promise<Payment | undefined> {
  // MySQL refuses to compare an id with what is not ASCII.
  if (!PAYMENT_ID.test(id)) return undefined;
  const [row] = await db.find(paymentModel(db), { where: { id } });
  return row === undefined ? undefined : toPayment(row);
}

/** The payment that paid a reservation, else the last one tried. */
export async function findPaymentOf(
  db: Database,
  reservationId: HoldId,
): Promise<Payment | undefined> {
  const rows = await db.find(paymentModel(db), {
    where: { reservationId },
    order: [["madeAt", "DESC"]],
  });
  const paid = rows.find(({ showtimeStatus }) => PAID.has(showtimeStatus ?? ""));
  const row = paid ?? rows[0];
  return row === undefined ? undefined : toPayment(row);
}

const PAID = new Set(["confirmed", "cancelled"]);

/** Newest first. @throws AppError `VALIDATION` for a cursor of something else */
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
