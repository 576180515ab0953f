// Nobody is moved in without being there: the poll of a called place, or the node that holds its
// socket, enters for it. One who does not enter in time is parked.
import type { Services } from "../../context.js";
import { AppError } from "../../errors.js";
import type { PlaceTarget } from "../../redis/keys.js";
import type { PlaceReply } from "../../redis/queue/place-reply.js";
import { queueEnter } from "../../redis/queue/enter.js";
import { queueStatus } from "../../redis/queue/status.js";

const MAY_ENTER: ReadonlySet<PlaceReply["status"]> = new Set(["called", "parked"]);

/** Enters for a place that was called or parked; a pause of selling leaves it is. */
export async function enterIfCalled(
  { redis }: Pick<Services, "redis">,
  target: PlaceTarget,
  reply: PlaceReply,
): Promise<PlaceReply> {
  if (!MAY_ENTER.has(reply.status)) return reply;
  try {
    return await queueEnter(redis, target, { memberNo: target.memberNo, place: reply.place });
  } catch (error) {
    if (error instanceof AppError && error.code === "SALE_PAUSED") return reply;
    throw error;
  }
}

/**
 * Runs what needs a booking session. A place that was called and has not entered yet enters first:
 * whoever comes to book is there.
 * @throws AppError `QUEUE_NOT_READY` and whatever `run` throws
 */
export async function inSession<T>(
  { redis }: Pick<Services, "redis">,
  target: PlaceTarget,
  { place, run }: { readonly place: number; readonly run: () => Promise<T> },
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "QUEUE_NOT_READY") throw error;
    const found = await queueStatus(redis, target, { memberNo: target.memberNo, place });
    const entered = await enterIfCalled({ redis }, target, found);
    if (entered.status !== "admitted") throw error;
    return run();
  }
}
