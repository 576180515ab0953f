import type { PlaceBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentPlace } from "../../presenters/place.js";
import { queueLeave } from "../../redis/queue/leave.js";
import type { PlaceInput } from "../input/inputs.js";
import { ownPlace } from "./own-place.js";

/**
 * Gives the caller's place up for good; joining again gives a new place at the end.
 * @throws AppError `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED` `SHOWTIME_NOT_FOUND`
 */
export async function leaveQueue(ctx: SignedIn, input: PlaceInput): Promise<PlaceBody> {
  const showtime = await ctx.showtimes.get(input.showtimeId);
  const { place, memberNo } = ownPlace(ctx, showtime, input.token);
  const target = { shard: showtime.shard, showtime: showtime.id, memberNo };
  const reply = await queueLeave(ctx.redis, target, { memberNo, place });
  return presentPlace(reply, input.token);
}
