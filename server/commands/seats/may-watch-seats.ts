import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { queueStatus } from "../../redis/queue/status.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { enterIfCalled } from "../queue/enter-if-called.js";
import { ownPlace } from "../queue/own-place.js";

/**
 * Lets the caller see the seat map: with an admitted place, or as its organiser or an
 * administrator.
 * @throws AppError `QUEUE_NOT_READY` `INVALID_QUEUE_TOKEN` `QUEUE_TOKEN_EXPIRED`
 */
export async function assertMayWatch(
  ctx: SignedIn,
  showtime: Showtime,
  token: string | undefined,
): Promise<void> {
  const { role, memberNo } = ctx.actor;
  if (role === "admin" || (role === "organiser" && memberNo === showtime.organiserNo)) return;
  const { place } = ownPlace(ctx, showtime, token);
  const target = { shard: showtime.shard, showtime: showtime.id, memberNo };
  const found = await queueStatus(ctx.redis, target, { memberNo, place });
  const reply = await enterIfCalled(ctx, target, found);
  if (reply.status !== "admitted") throw new AppError("QUEUE_NOT_READY");
}
