import { z } from "zod";
import type { ReservationBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentReservation, reservedOfHold } from "../../presenters/reservation.js";
import { seatRelease } from "../../redis/seat/release.js";
import { OpId, ReservationId } from "../input/inputs.js";
import { showtimeOfReservation } from "./showtime-of-reservation.js";

/** The hold to release, and the operation id that makes the release count once. */
export const ReleaseHoldInput = z.strictObject({ reservationId: ReservationId, opId: OpId });
export type ReleaseHoldInput = z.output<typeof ReleaseHoldInput>;

/**
 * Ends a hold before its deadline; its seats are free again.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `PAID_NEEDS_CANCELLATION`
 * `ALREADY_CANCELLED` `SALE_PAUSED`
 */
export async function releaseHold(
  ctx: SignedIn,
  { reservationId, opId }: ReleaseHoldInput,
): Promise<ReservationBody> {
  const showtime = await showtimeOfReservation(ctx, reservationId);
  const target = { shard: showtime.shard, showtime: showtime.id };
  const hold = await seatRelease(ctx.redis, target, {
    memberNo: ctx.actor.memberNo,
    holdId: reservationId,
    opId,
  });
  return presentReservation(showtime, reservedOfHold(hold), ctx.config.currency);
}
