// Where wallet and showtime are in one shard, a payment is one script and one wait until it is
// durable. Else, and where that script cannot decide alone, it takes two phases.
import { z } from "zod";
import type { SignedIn } from "../../context.js";
import { payIdOf } from "../../journal/ids.js";
import { paySettle, type Settled } from "../../redis/pay/settle.js";
import { IdempotencyKey, ReservationId } from "../input/inputs.js";
import { showtimeOfReservation } from "../reservations/showtime-of-reservation.js";
import { walletTarget } from "../wallet/wallet-target.js";
import { payInTwoPhases } from "./pay-in-two-phases.js";
import { committed, pending, settled, type PayAnswer, type Paying } from "./paying.js";

/** The reservation to pay, and the key that makes the payment count once. */
export const PayReservationInput = z.strictObject({
  reservationId: ReservationId,
  idempotencyKey: IdempotencyKey,
});
export type PayReservationInput = z.output<typeof PayReservationInput>;

const ANSWER_WITHIN_MS = 5000;

/**
 * Pays a hold from the caller's wallet. The same key never pays twice and gets the same answer. The
 * answer is `pending` when the payment is not durable within 5 s: the caller repeats the call with
 * the same key.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `RESERVATION_EXPIRED` `ALREADY_PAID`
 * `INSUFFICIENT_BALANCE` `PAYMENT_VOIDED` `IDEMPOTENCY_KEY_REUSED` `SALE_PAUSED` `SALE_CLOSED`;
 * `IDEMPOTENCY_IN_FLIGHT` while another payment of the hold is not durable
 */
export async function payReservation(
  ctx: SignedIn,
  { reservationId, idempotencyKey }: PayReservationInput,
): Promise<PayAnswer> {
  const showtime = await showtimeOfReservation(ctx, reservationId);
  const payId = payIdOf(ctx.actor.memberId, idempotencyKey);
  const wallet = walletTarget(ctx, ctx.actor.memberNo);
  const answerAt = Date.now() + ANSWER_WITHIN_MS;
  const paying: Paying = { ctx, showtime, wallet, payId, holdId: reservationId, answerAt };
  const paid = wallet.shard === showtime.shard ? await settle(paying) : undefined;
  if (paid === undefined) return payInTwoPhases(paying);
  const entry = await committed(paying, showtime.shard, `pay/confirm:${payId}`);
  if (entry?.kind === "paid")
    return settled(paying, { ...paid, isRepeated: !paid.isCreated }, "captured");
  // Another master has begun this payment in two phases, and MySQL holds to that one.
  return entry === undefined ? pending(paying, paid) : payInTwoPhases(paying);
}

/** Pays at once. Undefined when the script cannot decide alone. */
const settle = ({ ctx, showtime, wallet, payId, holdId }: Paying): Promise<Settled | undefined> =>
  paySettle(
    ctx.redis,
    { ...wallet, showtime: showtime.id },
    { payId, holdId, memberNo: wallet.memberNo },
  );
