import { z } from "zod";
import type { PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { findPayment, findPaymentOf, type Payment } from "../../db/repositories/payments.js";
import { findReservation } from "../../db/repositories/reservations.js";
import { AppError } from "../../errors.js";
import { assertMayReadBooking } from "../../policies/read-booking.js";
import { paymentStatus } from "../../presenters/payment-status.js";
import { presentPayment } from "../../presenters/payment.js";
import type { AuthorisationEntry, JournalEntry } from "../../journal/entry.js";
import { PaymentId, ReservationId } from "../input/inputs.js";
import { showtimeOfReservation } from "../reservations/showtime-of-reservation.js";
import { undurableFacts } from "../journal/undurable-facts.js";

/** The payment that a path names. */
export const ReadPaymentInput = z.strictObject({ paymentId: PaymentId });
export type ReadPaymentInput = z.output<typeof ReadPaymentInput>;

/** The reservation whose payment is read. */
export const ReadReservationPaymentInput = z.strictObject({ reservationId: ReservationId });
export type ReadReservationPaymentInput = z.output<typeof ReadReservationPaymentInput>;

/** The authorised payments among entries that are not in MySQL yet, newest first; all `pending`. */
export function pendingPayments(
  entries: readonly JournalEntry[],
  isWanted: (entry: AuthorisationEntry) => boolean,
): Payment[] {
  const found = new Map<string, Payment>();
  for (const entry of entries) {
    if (entry.kind !== "authorised" || !isWanted(entry)) continue;
    found.set(entry.payId, { ...NOTHING_YET, ...entry, id: entry.payId, ...rowFields(entry) });
  }
  return [...found.values()].reverse();
}

const NOTHING_YET = {
  walletStatus: "authorised",
  showtimeStatus: undefined,
  reason: undefined,
  refundId: undefined,
  settledAt: undefined,
  decidedAt: undefined,
  cancelledAt: undefined,
  refundedAt: undefined,
} as const;

const rowFields = (entry: AuthorisationEntry) => ({
  showtimeId: entry.showtime,
  memberNo: entry.memberNo,
  madeAt: entry.at,
  authorisedAt: entry.at,
});

/** A payment as REST answers it, with the tickets of its reservation. */
export async function presentRow(ctx: SignedIn, row: Payment): Promise<PaymentBody> {
  const showtime = await ctx.showtimes.get(row.showtimeId);
  const reservation =
    row.reservationId === undefined ? undefined : await findReservation(ctx.db, row.reservationId);
  return presentPayment(showtime, {
    id: row.id,
    reservationId: row.reservationId ?? "",
    amount: row.amount ?? 0,
    status: paymentStatus(row),
    seats: reservation?.seats ?? [],
    area: reservation?.area,
    quantity: reservation?.quantity ?? 0,
  });
}

async function readable(ctx: SignedIn, row: Payment | undefined): Promise<PaymentBody> {
  if (row?.memberNo === undefined) throw new AppError("PAYMENT_NOT_FOUND");
  const { organiserNo } = await ctx.showtimes.get(row.showtimeId);
  assertMayReadBooking(ctx.actor, { memberNo: row.memberNo, organiserNo });
  return presentRow(ctx, row);
}

/**
 * Reads a payment; one that is not in MySQL yet is `pending`.
 * @throws AppError `PAYMENT_NOT_FOUND` `FORBIDDEN`
 */
export async function readPayment(
  ctx: SignedIn,
  { paymentId }: ReadPaymentInput,
): Promise<PaymentBody> {
  const tail = await undurableFacts(ctx);
  const row = await findPayment(ctx.db, paymentId);
  const [pending] = pendingPayments(tail, ({ payId }) => payId === paymentId);
  return readable(ctx, row ?? pending);
}

/**
 * Reads the payment that paid a reservation, else the last attempt.
 * @throws AppError `RESERVATION_NOT_FOUND` `PAYMENT_NOT_FOUND` `FORBIDDEN`
 */
export async function readReservationPayment(
  ctx: SignedIn,
  input: ReadReservationPaymentInput,
): Promise<PaymentBody> {
  await showtimeOfReservation(ctx, input.reservationId);
  const tail = await undurableFacts(ctx);
  const row = await findPaymentOf(ctx.db, input.reservationId);
  const [pending] = pendingPayments(
    tail,
    ({ reservationId }) => reservationId === input.reservationId,
  );
  return readable(ctx, row ?? pending);
}
