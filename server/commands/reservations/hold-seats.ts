import { z } from "zod";
import type { ReservationBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { presentReservation, reservedOfHold } from "../../presenters/reservation.js";
import { holdWanted, type Wanted } from "../../redis/seat/hold-wanted.js";
import { holdIdOf } from "../../journal/ids.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { HOLD_SIZE_MAX, OpId, QueueToken, SeatIds, GivenShowtimeId } from "../input/inputs.js";
import { inSession } from "../queue/enter-if-called.js";
import { ownPlace } from "../queue/own-place.js";
import { seatIndexes, seatProblem } from "../seats/seat-names.js";

const Units = z.int().min(1).max(HOLD_SIZE_MAX);
const Name = z.string().min(1).max(64);
const Common = { showtimeId: GivenShowtimeId, token: QueueToken.optional(), opId: OpId };

/** What to hold: seats by id, units of an area, or the best seats of a number. */
export const HoldSeatsInput = z.union([
  z.strictObject({ ...Common, seatIds: SeatIds }),
  z.strictObject({ ...Common, areaId: Name, quantity: Units }),
  z.strictObject({
    ...Common,
    best: z.strictObject({
      count: Units,
      priceClass: Name.optional(),
      accessible: z.boolean().optional(),
    }),
  }),
]);
export type HoldSeatsInput = z.output<typeof HoldSeatsInput>;

function wantedOf(showtime: Showtime, input: HoldSeatsInput): Wanted {
  if ("seatIds" in input) return { seats: seatIndexes(showtime, input.seatIds) };
  if ("areaId" in input) {
    const area = showtime.areas.findIndex(({ id }) => id === input.areaId);
    if (area < 0) throw new AppError("AREA_UNKNOWN", { meta: { areaId: input.areaId } });
    return { area, quantity: input.quantity };
  }
  const { count, priceClass, accessible } = input.best;
  return {
    best: { count, priceClass: classOf(showtime, priceClass), accessible: accessible ?? false },
  };
}

function classOf(showtime: Showtime, id: string | undefined): number | undefined {
  if (id === undefined) return undefined;
  const index = showtime.priceClasses.findIndex((priceClass) => priceClass.id === id);
  if (index >= 0) return index;
  const problem = { pointer: "/best/priceClass", message: "is not a price class of this showtime" };
  throw new AppError("VALIDATION", { errors: [problem] });
}

/**
 * Holds seats, units of an area, or the best free seats until a deadline. The same operation id
 * gives the same reservation.
 * @throws AppError `SHOWTIME_NOT_FOUND` `INVALID_QUEUE_TOKEN` `QUEUE_NOT_READY` `SALE_NOT_OPEN`
 * `SALE_CLOSED` `SALE_PAUSED` `LAYOUT_CHANGED` `SEAT_UNKNOWN` `AREA_UNKNOWN` `SEAT_TAKEN`
 * `OUT_OF_STOCK` `NO_SEATS_TOGETHER` `LIMIT_REACHED`
 */
export async function holdSeats(ctx: SignedIn, input: HoldSeatsInput): Promise<ReservationBody> {
  const showtime = await ctx.showtimes.get(input.showtimeId);
  const { place, memberNo } = ownPlace(ctx, showtime, input.token);
  const wanted = wantedOf(showtime, input);
  const target = { shard: showtime.shard, showtime: showtime.id, memberNo };
  const holdId = holdIdOf(showtime.id, ctx.actor.memberId, input.opId);
  const { layoutVersion } = showtime;
  const asked = { memberNo, place, holdId, layoutVersion, wanted };
  const hold = () => holdWanted(ctx.redis, target, asked);
  const outcome = await inSession(ctx, target, { place, hold });
  if (outcome.kind === "refused") {
    const seats = "seats" in wanted ? wanted.seats : [];
    throw await seatProblem(ctx, showtime, { refusal: outcome, wanted: seats });
  }
  return presentReservation(showtime, reservedOfHold(outcome.value), ctx.config.currency);
}
