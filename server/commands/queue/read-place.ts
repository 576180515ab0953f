import type { PlaceBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentPlace } from "../../presenters/place.js";
import { queueStatus } from "../../redis/queue/status.js";
import { enterIfCalled } from "./enter-if-called.js";
import type { PlaceInput } from "../input/inputs.js";
import { ownPlace } from "./own-place.js";

/**
 * The state of the caller's place. A place that Redis has lost is restored from its token.
 * @throws AppError `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED` `SHOWTIME_NOT_FOUND`
 */
export async function readPlace(ctx: SignedIn, input: PlaceInput): Promise<PlaceBody> {
  const showtime = await ctx.showtimes.get(input.showtimeId);
  const { place, memberNo } = ownPlace(ctx, showtime, input.token);
  const target = { shard: showtime.shard, showtime: showtime.id, memberNo };
  const asked = { memberNo, place };
  const found = await queueStatus(ctx.redis, target, asked);
  return presentPlace(await enterIfCalled(ctx, target, found), input.token);
}
