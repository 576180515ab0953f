// Nobody is moved in without being there: the poll of a called place, or the node that holds its
// socket, enters for it. One who does not enter in time is parked.
import type { PlaceBody } from "../../client-sdk/protocol/bodies.js";
import type { Services, SignedIn } from "../context.js";
import { AppError } from "../errors.js";
import { presentPlace } from "../presenters/place.js";
import type { PlaceTarget } from "../redis/keys.js";
import type { PlaceReply } from "../redis/place-reply.js";
import { queueEnter } from "../redis/queue-enter.js";
import type { PlaceInput } from "./inputs.js";
import { ownPlace } from "./own-place.js";

const MAY_ENTER: ReadonlySet<PlaceReply["status"]> = new Set(["called", "parked"]);

/** Enters for a place that was called or parked; a pause of selling leaves it as it is. */
export async function enterIfCalled(
  { redis }: Pick<Services, "redis">,
  target: PlaceTarget,
  reply: PlaceReply,
): Promise<PlaceReply> {
  if (!MAY_ENTER.has(reply.status)) return reply;
  try {
    const entered = await queueEnter(redis, target, { member: target.member, place: reply.place });
    return entered ?? reply;
  } catch (error) {
    if (error instanceof AppError && error.code === "SALE_PAUSED") return reply;
    throw error;
  }
}

/**
 * Enters the caller's place once it was called; answers its status in any case.
 * @throws AppError `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED` `SHOWTIME_NOT_FOUND`
 */
export async function enterQueue(ctx: SignedIn, input: PlaceInput): Promise<PlaceBody> {
  const showtime = await ctx.showtimes.get(input.showtimeId);
  const { place, memberNo } = ownPlace(ctx, showtime, input.token);
  const target = { shard: showtime.shard, showtime: showtime.id, member: memberNo };
  const reply = await queueEnter(ctx.redis, target, { member: memberNo, place });
  if (reply === undefined) throw new AppError("QUEUE_TOKEN_EXPIRED");
  return presentPlace(reply, input.token);
}
