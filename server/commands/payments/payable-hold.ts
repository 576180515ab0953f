// The read in front of a payment: it answers 404, 403, 410 and a durable ALREADY_PAID without
// touching the wallet. Where this very payment has begun the protocol goes on instead.
import type { SignedIn } from "../../context.js";
import { findReservation } from "../../db/repositories/reservations.js";
import { AppError } from "../../errors.js";
import { reservedOfHold, reservedOfRow, type Reserved } from "../../presenters/reservation.js";
import type { WalletTarget } from "../../redis/keys.js";
import { payFind } from "../../redis/pay/find.js";
import { seatRead } from "../../redis/seat/read.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { HoldId, PayId } from "../../journal/brands.js";

export interface PayableQuestion {
  readonly showtime: Showtime;
  readonly reservationId: HoldId;
  readonly payId: PayId;
  readonly wallet: WalletTarget;
}

const DURABLE_RETRY_MS = 500;

/** @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `RESERVATION_EXPIRED` `ALREADY_PAID` */
export async function payableHold(ctx: SignedIn, question: PayableQuestion): Promise<Reserved> {
  const { showtime, reservationId, payId } = question;
  const target = { shard: showtime.shard, showtime: showtime.id };
  const found = await seatRead(ctx.redis, target, { holdId: reservationId, payId });
  const hold = found ? reservedOfHold(found.hold) : await forgottenHold(ctx, reservationId);
  if (hold.memberNo !== ctx.actor.memberNo) throw new AppError("FORBIDDEN");
  if (hold.status === "held" || found?.pay !== undefined) return hold;
  if (await payFind(ctx.redis, question.wallet, { payId })) return hold;
  if (hold.status !== "confirmed") throw new AppError("RESERVATION_EXPIRED");
  const row = await findReservation(ctx.db, reservationId);
  // Sold in Redis alone is not yet a fact: a failover may still undo it.
  if (row?.paymentId === undefined) {
    throw new AppError("SALE_PAUSED", { retryAfterMs: DURABLE_RETRY_MS });
  }
  throw new AppError("ALREADY_PAID", { meta: { paymentId: row.paymentId } });
}

/** What Redis has forgotten, from its row. */
async function forgottenHold(ctx: SignedIn, reservationId: HoldId): Promise<Reserved> {
  const row = await findReservation(ctx.db, reservationId);
  if (row === undefined) throw new AppError("RESERVATION_NOT_FOUND");
  return reservedOfRow(row);
}
