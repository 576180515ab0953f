import type { PlaceBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentPlace } from "../../presenters/place.js";
import { queueEnter } from "../../redis/queue/enter.js";
import { queueStatus } from "../../redis/queue/status.js";
import type { PlaceInput } from "../input/inputs.js";
import { ownPlace } from "./own-place.js";

/**
 * The state of the caller's place. A place that was called enters: a member who asks is present. A
 * place that Redis has lost is restored from its token.
 * @throws AppError `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED` `SHOWTIME_NOT_FOUND`
 */
export async function readPlace(ctx: SignedIn, input: PlaceInput): Promise<PlaceBody> {
  const showtime = await ctx.showtimes.get(input.showtimeId);
  const { place, memberNo } = ownPlace(ctx, showtime, input.token);
  const target = { shard: showtime.shard, showtime: showtime.id, memberNo };
  const asked = { memberNo, place };
  const entered = await queueEnter.outcome(ctx.redis, target, asked);
  // Without a lease no place enters; where it stands can be read all the same.
  const reply =
    entered.kind === "done" ? entered.value : await queueStatus(ctx.redis, target, asked);
  return presentPlace(reply, input.token);
}
