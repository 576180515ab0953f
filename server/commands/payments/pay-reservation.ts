// A payment is authorised in the wallet's shard and confirmed in the showtime's; each step must be
// durable before the next, and before the caller reads "paid" (docs/INVARIANTS.md). The money is
// captured after the answer.
import { z } from "zod";
import type { PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import { isErrorCode } from "../../../client-sdk/protocol/errors.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { presentPayment } from "../../presenters/payment.js";
import type { Reserved } from "../../presenters/reservation.js";
import { payIdOf } from "../../journal/ids.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { DurableAnswer } from "../../journal/outcomes.js";
import type { WalletTarget } from "../../redis/keys.js";
import { payAuthorise } from "../../redis/pay/authorise.js";
import { payCapture } from "../../redis/pay/capture.js";
import { payConfirm, type PayRecord } from "../../redis/pay/confirm.js";
import { payVoid } from "../../redis/pay/void.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { IdempotencyKey, ReservationId } from "../input/inputs.js";
import { showtimeOfReservation } from "../reservations/showtime-of-reservation.js";
import { payableHold } from "./payable-hold.js";
import { walletTarget } from "../wallet/wallet-target.js";
import type { Millis, PayId, ShardId } from "../../journal/brands.js";

/** The reservation to pay, and the key that makes the payment count once. */
export const PayReservationInput = z.strictObject({
  reservationId: ReservationId,
  idempotencyKey: IdempotencyKey,
});
export type PayReservationInput = z.output<typeof PayReservationInput>;

/** The payment, or that it is pending. */
export type PayAnswer = DurableAnswer<PaymentBody>;

const ANSWER_WITHIN_MS = 5000;

/** One payment under way: everything its steps need. */
interface Paying {
  readonly ctx: SignedIn;
  readonly showtime: Showtime;
  readonly wallet: WalletTarget;
  readonly payId: PayId;
  readonly hold: Reserved;
  /** The latest instant at which the caller gets an answer, by the clock of the node. */
  readonly answerAt: Millis;
}

/**
 * Pays a hold from the caller's wallet. The same key never pays twice and gets the same answer. The
 * answer is `pending` when the payment is not durable within 5 s: the caller repeats the call with
 * the same key.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `RESERVATION_EXPIRED` `ALREADY_PAID`
 * `INSUFFICIENT_BALANCE` `PAYMENT_VOIDED` `IDEMPOTENCY_KEY_REUSED` `SALE_PAUSED`
 */
export async function payReservation(
  ctx: SignedIn,
  { reservationId, idempotencyKey }: PayReservationInput,
): Promise<PayAnswer> {
  const showtime = await showtimeOfReservation(ctx, reservationId);
  const payId = payIdOf(ctx.actor.memberId, idempotencyKey);
  const wallet = walletTarget(ctx, ctx.actor.memberNo);
  const hold = await payableHold(ctx, { showtime, reservationId, payId, wallet });
  const answerAt = Date.now() + ANSWER_WITHIN_MS;
  const paying: Paying = { ctx, showtime, wallet, payId, hold, answerAt };
  return (await authorise(paying)) ? confirm(paying) : pending(paying);
}

/** Sets the money aside; true when that is durable. */
async function authorise(paying: Paying): Promise<boolean> {
  const { ctx, wallet, payId, hold, showtime } = paying;
  const { state } = await payAuthorise(ctx.redis, wallet, {
    memberNo: wallet.memberNo,
    payId,
    amount: hold.total,
    reservationId: hold.id,
    showtime: showtime.id,
  });
  if (state === "voided") {
    throw voidedAs(await settledBy(paying));
  }
  return (await committed(paying, wallet.shard, `pay/authorise:${payId}`)) !== undefined;
}

async function confirm(paying: Paying): Promise<PayAnswer> {
  const record = await confirmed(paying);
  const isTombstone = record.state === "tombstoned";
  const op = isTombstone ? `pay/resolve:${paying.payId}` : `pay/confirm:${paying.payId}`;
  const entry = await committed(paying, paying.showtime.shard, op);
  if (entry === undefined) return pending(paying);
  if (entry.kind === "sold") {
    capture(paying);
    return { outcome: "settled", body: present(paying, "authorised") };
  }
  await payVoid(paying.ctx.redis, paying.wallet, {
    memberNo: paying.wallet.memberNo,
    payId: paying.payId,
  });
  throw voidedAs(entry);
}

const confirmed = ({ ctx, showtime, payId, hold }: Paying): Promise<PayRecord> =>
  payConfirm(
    ctx.redis,
    { shard: showtime.shard, showtime: showtime.id, memberNo: hold.memberNo },
    { payId, holdId: hold.id, memberNo: hold.memberNo, amount: hold.total },
  );

/** Why the money went back: the recorded refusal, else `PAYMENT_VOIDED` (a new key may pay). */
function voidedAs(entry: JournalEntry | undefined): AppError {
  // The hold was changed meanwhile and has another price now: it may be paid with a new key.
  const isRefused = entry?.kind === "refused" && entry.reason !== "INVALID_AMOUNT";
  const reason = isRefused ? entry.reason : "PAYMENT_VOIDED";
  return new AppError(isErrorCode(reason) ? reason : "PAYMENT_VOIDED");
}

/** The committed refusal of the showtime's shard for a payment that is voided. */
async function settledBy(paying: Paying): Promise<JournalEntry | undefined> {
  const record = await confirmed(paying);
  if (record.state !== "refused") return undefined;
  return committed(paying, paying.showtime.shard, `pay/confirm:${paying.payId}`);
}

const committed = (
  { ctx, answerAt }: Paying,
  shard: ShardId,
  op: string,
): Promise<JournalEntry | undefined> =>
  ctx.outcomes.committed(shard, op, Math.max(0, answerAt - Date.now()));

/**
 * Runs after the answer: the money is set aside already, and the sweeper captures if this fails.
 */
function capture({ ctx, wallet, payId }: Paying): void {
  payCapture(ctx.redis, wallet, { memberNo: wallet.memberNo, payId }).catch((error: unknown) => {
    ctx.log.warn({ event: "payment.capture-left-to-sweeper", payId, err: error });
  });
}

const present = (
  { showtime, payId, hold }: Paying,
  status: "authorised" | "pending",
): PaymentBody =>
  presentPayment(showtime, {
    id: payId,
    reservationId: hold.id,
    amount: hold.total,
    status,
    seats: hold.seats,
    area: hold.area,
    quantity: hold.quantity,
  });

const pending = (paying: Paying): PayAnswer => ({
  outcome: "pending",
  body: present(paying, "pending"),
});
