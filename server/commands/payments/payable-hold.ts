// The read before a payment: it refuses with 404, 403, 410 or a durable ALREADY_PAID and leaves the
// wallet alone. A payment that has begun already goes on with its protocol instead.
import type { SignedIn } from "../../context.js";
import type { Reservation } from "../../db/repositories/reservations.js";
import { AppError } from "../../errors.js";
import { reservedOfHold, reservedOfRow, type Reserved } from "../../presenters/reservation.js";
import { currentReservation } from "../reservations/current-reservation.js";
import { payFind } from "../../redis/pay/find.js";
import { seatRead } from "../../redis/seat/read.js";
import type { Paying } from "./paying.js";
import type { HoldId } from "../../journal/brands.js";

/** A hold that may be paid, and whether this payment has been decided already. */
export interface Payable {
  readonly hold: Reserved;
  readonly isRepeated: boolean;
}

const DURABLE_RETRY_MS = 500;

/**
 * The caller's hold, if this payment may pay it or has begun to.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `RESERVATION_EXPIRED` `ALREADY_PAID`;
 * `IDEMPOTENCY_IN_FLIGHT` while another payment of it is not durable
 */
export async function payableHold({
  ctx,
  showtime,
  wallet,
  payId,
  holdId,
}: Paying): Promise<Payable> {
  const target = { shard: showtime.shard, showtime: showtime.id };
  const found = await seatRead(ctx.redis, target, { holdId, payId });
  const hold = found ? reservedOfHold(found.hold) : await forgottenHold(ctx, holdId);
  if (hold.memberNo !== ctx.actor.memberNo) throw new AppError("FORBIDDEN");
  const isRepeated = found?.pay !== undefined;
  if (hold.status === "held" || isRepeated) return { hold, isRepeated };
  if (await payFind(ctx.redis, wallet, { payId })) return { hold, isRepeated };
  if (hold.status !== "confirmed") throw new AppError("RESERVATION_EXPIRED");
  const row = await currentReservation(ctx, holdId, isPaid);
  // A sale that is in Redis alone is not durable: a failover may still undo it.
  if (row?.paymentId === undefined) {
    throw new AppError("IDEMPOTENCY_IN_FLIGHT", { retryAfterMs: DURABLE_RETRY_MS });
  }
  throw new AppError("ALREADY_PAID", { meta: { paymentId: row.paymentId } });
}

const isPaid = ({ paymentId }: Reservation): boolean => paymentId !== undefined;

/** A hold that Redis no longer has, from its row in MySQL. */
async function forgottenHold(ctx: SignedIn, reservationId: HoldId): Promise<Reserved> {
  const row = await currentReservation(ctx, reservationId, isPaid);
  if (row === undefined) throw new AppError("RESERVATION_NOT_FOUND");
  return reservedOfRow(row);
}
