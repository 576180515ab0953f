import { z } from "zod";
import type { ReservationBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentReservation, reservedOfHold } from "../../presenters/reservation.js";
import { seatChange } from "../../redis/seat/change.js";
import { OpId, ReservationId, SeatIds } from "../input/inputs.js";
import { showtimeOfReservation } from "./showtime-of-reservation.js";
import { seatIndexes, seatProblem } from "../seats/seat-names.js";

/** The hold to change, its new seats, and the operation id that makes the change count once. */
export const ChangeHoldInput = z.strictObject({
  reservationId: ReservationId,
  seatIds: SeatIds,
  opId: OpId,
});
export type ChangeHoldInput = z.output<typeof ChangeHoldInput>;

/**
 * Exchanges the seats of a hold in one atomic step; its deadline stays.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `RESERVATION_EXPIRED` `ALREADY_PAID`
 * `ALREADY_CANCELLED` and what `holdSeats` throws
 */
export async function changeHold(ctx: SignedIn, input: ChangeHoldInput): Promise<ReservationBody> {
  const showtime = await showtimeOfReservation(ctx, input.reservationId);
  const seats = seatIndexes(showtime, input.seatIds);
  const target = { shard: showtime.shard, showtime: showtime.id };
  const outcome = await seatChange.outcome(ctx.redis, target, {
    memberNo: ctx.actor.memberNo,
    holdId: input.reservationId,
    opId: input.opId,
    layoutVersion: showtime.layoutVersion,
    seats,
  });
  if (outcome.kind === "refused") {
    throw await seatProblem(ctx, showtime, { refusal: outcome, wanted: seats });
  }
  return presentReservation(showtime, reservedOfHold(outcome.value), ctx.config.currency);
}
