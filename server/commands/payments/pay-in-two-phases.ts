// Between two shards no script can pay at once: a payment is authorised in the wallet's shard and
// confirmed in the showtime's. Each step must be durable before the next, and before the caller
// reads "paid" (docs/INVARIANTS.md). The money is captured after the answer.
import { isErrorCode } from "../../../client-sdk/protocol/errors.js";
import { AppError } from "../../errors.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { Reserved } from "../../presenters/reservation.js";
import { payAuthorise } from "../../redis/pay/authorise.js";
import { payCapture } from "../../redis/pay/capture.js";
import { payConfirm, type PayRecord } from "../../redis/pay/confirm.js";
import { payVoid } from "../../redis/pay/void.js";
import { payableHold } from "./payable-hold.js";
import { committed, pending, settled, type Cover, type PayAnswer, type Paying } from "./paying.js";

/** A payment, and the hold that it pays. */
interface PayingHold extends Paying {
  readonly hold: Reserved;
  readonly cover: Cover & { readonly isRepeated: boolean };
}

/**
 * Pays a hold in two phases.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `RESERVATION_EXPIRED` `ALREADY_PAID`
 * `INSUFFICIENT_BALANCE` `PAYMENT_VOIDED` `IDEMPOTENCY_KEY_REUSED` `SALE_PAUSED`
 */
export async function payInTwoPhases(paying: Paying): Promise<PayAnswer> {
  const { hold, isRepeated } = await payableHold(paying);
  const cover = { ...hold, amount: hold.total, isRepeated };
  const holding = { ...paying, hold, cover };
  return (await authorise(holding)) ? confirm(holding) : pending(paying, cover);
}

/** Sets the money aside; true when that is durable. */
async function authorise(paying: PayingHold): Promise<boolean> {
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

async function confirm(paying: PayingHold): Promise<PayAnswer> {
  const record = await confirmed(paying);
  const isTombstone = record.state === "tombstoned";
  const op = isTombstone ? `pay/resolve:${paying.payId}` : `pay/confirm:${paying.payId}`;
  const entry = await committed(paying, paying.showtime.shard, op);
  if (entry === undefined) return pending(paying, paying.cover);
  if (entry.kind === "sold" || entry.kind === "paid") {
    capture(paying);
    return settled(paying, paying.cover, "authorised");
  }
  await payVoid(paying.ctx.redis, paying.wallet, {
    memberNo: paying.wallet.memberNo,
    payId: paying.payId,
  });
  throw voidedAs(entry);
}

const confirmed = ({ ctx, showtime, payId, hold }: PayingHold): Promise<PayRecord> =>
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
async function settledBy(paying: PayingHold): Promise<JournalEntry | undefined> {
  const record = await confirmed(paying);
  if (record.state !== "refused") return undefined;
  return committed(paying, paying.showtime.shard, `pay/confirm:${paying.payId}`);
}

/**
 * Runs after the answer: the money is set aside already, and the sweeper captures if this fails.
 */
function capture({ ctx, wallet, payId }: Paying): void {
  payCapture(ctx.redis, wallet, { memberNo: wallet.memberNo, payId }).catch((error: unknown) => {
    ctx.log.warn({ event: "payment.capture-left-to-sweeper", payId, err: error });
  });
}
