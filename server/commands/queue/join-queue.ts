import type { PlaceBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { presentPlace } from "../../presenters/place.js";
import { queueJoin } from "../../redis/queue/join.js";
import type { PlaceRefusal } from "../../redis/queue/place.js";
import { refusalError } from "../../redis/script-runner.js";
import { enterIfCalled } from "./enter-if-called.js";
import type { ShowtimeInput } from "../input/inputs.js";

const NOT_APPROVED_RETRY_MS = 10_000;
const SOON_MS = 100;
const EARLY_RETRY_MAX_MS = 3_600_000;

/**
 * Gives the caller a place in the queue: the place they have, or a new one at the end.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` `SALE_CLOSED` `ALL_RESERVED`
 */
export async function joinQueue(
  ctx: SignedIn,
  { showtimeId }: ShowtimeInput,
): Promise<{ readonly isNew: boolean; readonly body: PlaceBody }> {
  const showtime = await ctx.showtimes.get(showtimeId);
  if (showtime.performanceState === "cancelled") throw new AppError("SALE_CLOSED");
  if (showtime.performanceState !== "approved") {
    throw new AppError("SALE_NOT_OPEN", { retryAfterMs: NOT_APPROVED_RETRY_MS });
  }
  const target = { shard: showtime.shard, showtime: showtime.id, memberNo: ctx.actor.memberNo };
  const outcome = await queueJoin.outcome(ctx.redis, target, { memberNo: ctx.actor.memberNo });
  if (outcome.kind === "refused") throw notJoined(outcome, ctx.now());
  const joined = outcome.value;
  const reply = await enterIfCalled(ctx, target, joined);
  const token = ctx.queueTokens.sign({
    memberNo: ctx.actor.memberNo,
    showtime: showtime.id,
    place: reply.place,
    generation: ctx.redis.generation(showtime.shard) ?? 0,
  });
  return { isNew: joined.isNew, body: presentPlace(reply, token) };
}

/** An early caller comes back at the opening, and after an hour at most. */
function notJoined(refusal: PlaceRefusal, now: number): AppError {
  if (refusal.code !== "SALE_NOT_OPEN") return refusalError(refusal);
  const { code, opensAt } = refusal;
  const retryAfterMs = Math.min(Math.max(opensAt - now, SOON_MS), EARLY_RETRY_MAX_MS);
  return new AppError(code, { meta: { opensAt }, retryAfterMs });
}
