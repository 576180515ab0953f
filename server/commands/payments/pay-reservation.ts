// Two phases, one path everywhere: authorise, durable, confirm, durable, answer, capture. Nobody
// acts on an observation, and no caller is told "paid", before it is in MySQL
// (docs/INVARIANTS.md).
import { z } from "zod";
import type { PaymentBody } from "../../../client-sdk/protocol/bodies.js";
import { isErrorCode } from "../../../client-sdk/protocol/errors.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { presentPayment } from "../../presenters/payment.js";
import type { Reserved } from "../../presenters/reservation.js";
import { payIdOf } from "../../journal/ids.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { ClassAAnswer } from "../../journal/outcomes.js";
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

export const PayReservationInput = z.strictObject({
  reservationId: ReservationId,
  idempotencyKey: IdempotencyKey,
});
export type PayReservationInput = z.output<typeof PayReservationInput>;

export type PayAnswer = ClassAAnswer<PaymentBody>;

const ANSWER_WITHIN_MS = 5000;

/** One payment on its way: everything its steps need. */
interface Paying {
  readonly ctx: SignedIn;
  readonly showtime: Showtime;
  readonly wallet: WalletTarget;
  readonly payId: PayId;
  readonly hold: Reserved;
  /** When the caller is answered at the latest, by the clock of the node. */
  readonly answerAt: Millis;
}

/**
 * Pays a hold from the caller's wallet; the same key never pays twice and answers the same.
 * `pending` when it was not durable within 5 s: the same key asks again.
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

/** @returns whether the authorisation is durable */
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

/** Why the money went back: the recorded refusal, else a tombstone (a new key may pay). */
function voidedAs(entry: JournalEntry | undefined): AppError {
  // Another price than was authorised: the hold was changed meanwhile, and may be paid anew.
  const isRefused = entry?.kind === "refused" && entry.reason !== "INVALID_AMOUNT";
  const reason = isRefused ? entry.reason : "PAYMENT_VOIDED";
  return new AppError(isErrorCode(reason) ? reason : "PAYMENT_VOIDED");
}

/** The showtime's committed word on a payment that is over. */
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

/** After the answer: the money is set aside already, and the sweeper does it if this fails. */
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
