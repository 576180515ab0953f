import { z } from "zod";
import type { ReservationBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { assertMayReadBooking } from "../../policies/read-booking.js";
import {
  presentReservation,
  reservedOfHold,
  reservedOfRow,
  type Reserved,
} from "../../presenters/reservation.js";
import { seatRead } from "../../redis/seat/read.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { ReservationId } from "../input/inputs.js";
import { currentReservation } from "./current-reservation.js";
import { showtimeOfReservation } from "./showtime-of-reservation.js";
import type { HoldId } from "../../journal/brands.js";

/** The reservation that a path names. */
export const ReadReservationInput = z.strictObject({ reservationId: ReservationId });
export type ReadReservationInput = z.output<typeof ReadReservationInput>;

/** Redis first, then MySQL: members read their own writes even while the worker lags. */
async function reservedOf(
  ctx: SignedIn,
  showtime: Showtime,
  reservationId: HoldId,
): Promise<Reserved> {
  const target = { shard: showtime.shard, showtime: showtime.id };
  const found = await seatRead.outcome(ctx.redis, target, { holdId: reservationId });
  const live = found.kind === "done" && found.value ? reservedOfHold(found.value.hold) : undefined;
  if (live && live.status !== "confirmed" && live.status !== "cancelled") return live;
  // A sale or a cancellation is shown once it is durable; until then the status stays the same.
  const row = await currentReservation(ctx, reservationId, ({ status }) => status === live?.status);
  if (row) return reservedOfRow(row);
  if (live) return { ...live, status: "held" };
  throw new AppError("RESERVATION_NOT_FOUND");
}

/**
 * Reads a reservation.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN`
 */
export async function readReservation(
  ctx: SignedIn,
  { reservationId }: ReadReservationInput,
): Promise<ReservationBody> {
  const showtime = await showtimeOfReservation(ctx, reservationId);
  const reserved = await reservedOf(ctx, showtime, reservationId);
  assertMayReadBooking(ctx.actor, {
    memberNo: reserved.memberNo,
    organiserNo: showtime.organiserNo,
  });
  return presentReservation(showtime, reserved, ctx.config.currency);
}
