import { z } from "zod";
import type { PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { reservationRows, seatsOf } from "../../db/journal/reservation-rows.js";
import { findPayment, payingOf, paymentsOf, type Payment } from "../../db/repositories/payments.js";
import { findReservation, type Reservation } from "../../db/repositories/reservations.js";
import { AppError } from "../../errors.js";
import { assertMayReadBooking } from "../../policies/read-booking.js";
import { paymentStatus } from "../../presenters/payment-status.js";
import { presentPayment } from "../../presenters/payment.js";
import { PaymentId, ReservationId } from "../input/inputs.js";
import { showtimeOfReservation } from "../reservations/showtime-of-reservation.js";
import { recentEntries, type RecentEntries } from "../journal/recent-entries.js";
import { overlayPayments } from "./overlay-payments.js";

/** The payment that a path names. */
export const ReadPaymentInput = z.strictObject({ paymentId: PaymentId });
export type ReadPaymentInput = z.output<typeof ReadPaymentInput>;

/** The reservation whose payment is read. */
export const ReadReservationPaymentInput = z.strictObject({ reservationId: ReservationId });
export type ReadReservationPaymentInput = z.output<typeof ReadReservationPaymentInput>;

/**
 * A payment as REST answers it, with the tickets of its reservation.
 * @param entries those that name the payment, read before it
 */
export async function presentRow(
  ctx: SignedIn,
  row: Payment,
  entries: RecentEntries,
): Promise<PaymentBody> {
  const showtime = await ctx.showtimes.get(row.showtimeId);
  const { reservationId } = row;
  const booked = reservationId === undefined ? undefined : await bookedBy(ctx, row, entries);
  return presentPayment(showtime, {
    id: row.id,
    reservationId: reservationId ?? "",
    amount: row.amount ?? 0,
    status: paymentStatus(row),
    seats: booked?.seats ?? [],
    area: booked?.area,
    quantity: booked?.quantity ?? 0,
  });
}

/** What a payment has booked: by its sale among the entries, else by the row of its reservation. */
async function bookedBy(
  ctx: SignedIn,
  { id, reservationId }: Payment,
  { durable }: RecentEntries,
): Promise<Booked | undefined> {
  const sale = reservationRows(durable).find(({ paymentId }) => paymentId === id);
  if (sale !== undefined) return { ...sale, seats: seatsOf(sale.seats) };
  return reservationId === undefined ? undefined : findReservation(ctx.db, reservationId);
}

type Booked = Pick<Reservation, "seats" | "area" | "quantity">;

async function readable(
  ctx: SignedIn,
  row: Payment | undefined,
  entries: RecentEntries,
): Promise<PaymentBody> {
  if (row?.memberNo === undefined) throw new AppError("PAYMENT_NOT_FOUND");
  const { organiserNo } = await ctx.showtimes.get(row.showtimeId);
  assertMayReadBooking(ctx.actor, { memberNo: row.memberNo, organiserNo });
  return presentRow(ctx, row, entries);
}

/**
 * Reads a payment; one that is not in MySQL yet is `pending`.
 * @throws AppError `PAYMENT_NOT_FOUND` `FORBIDDEN`
 */
export async function readPayment(
  ctx: SignedIn,
  { paymentId }: ReadPaymentInput,
): Promise<PaymentBody> {
  const entries = await recentEntries(ctx, paymentId);
  const row = await findPayment(ctx.db, paymentId);
  const now = overlayPayments(row === undefined ? [] : [row], entries);
  return readable(
    ctx,
    now.find(({ id }) => id === paymentId),
    entries,
  );
}

/**
 * Reads the payment that paid a reservation, else the last attempt.
 * @throws AppError `RESERVATION_NOT_FOUND` `PAYMENT_NOT_FOUND` `FORBIDDEN`
 */
export async function readReservationPayment(
  ctx: SignedIn,
  { reservationId }: ReadReservationPaymentInput,
): Promise<PaymentBody> {
  await showtimeOfReservation(ctx, reservationId);
  const entries = await recentEntries(ctx, reservationId);
  const now = overlayPayments(await paymentsOf(ctx.db, reservationId), entries);
  const own = now.filter((payment) => payment.reservationId === reservationId);
  return readable(ctx, payingOf(own), entries);
}
