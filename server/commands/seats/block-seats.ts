// Takes seats of a live sale off sale and puts them back. A held seat is refused until its hold
// ends.
import { z } from "zod";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { assertMayManage } from "../../policies/performances.js";
import { showBlock } from "../../redis/show/block.js";
import { showUnblock } from "../../redis/show/unblock.js";
import { Reason, type CountedId } from "../catalogue/catalogue-inputs.js";
import { seatIndexes, seatProblem } from "./seat-names.js";

const AT_ONCE_MAX = 500;

/** The body of `POST /showtimes/{id}/seats/block` and `unblock`. */
export const BlockedSeats = z.strictObject({
  seatIds: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(AT_ONCE_MAX)
    .refine((ids) => new Set(ids).size === ids.length, "names a seat twice")
    .meta({ uniqueItems: true }),
  reason: Reason,
});

/** The seats of a showtime, and the operation id that makes the change count once. */
export interface BlockSeatsInput extends z.output<typeof BlockedSeats> {
  readonly showtimeId: z.output<typeof CountedId>;
  readonly opId: string;
}

/** The seats that changed. */
export interface BlockSeatsBody {
  readonly seatIds: readonly string[];
  /** The first version of the seat map that shows the change. */
  readonly version: number;
}

/**
 * Takes seats off sale.
 * @throws AppError `SHOWTIME_NOT_FOUND` `FORBIDDEN` `SEAT_UNKNOWN` `SEAT_TAKEN` `LAYOUT_CHANGED`
 * `INVALID_STATE` `SALE_PAUSED`
 */
export const blockSeats = (ctx: SignedIn, input: BlockSeatsInput): Promise<BlockSeatsBody> =>
  change(ctx, input, "blocked");

/**
 * Puts blocked seats back on sale.
 * @throws AppError `SHOWTIME_NOT_FOUND` `FORBIDDEN` `SEAT_UNKNOWN` `LAYOUT_CHANGED`
 * `INVALID_STATE` `SALE_PAUSED`
 */
export const unblockSeats = (ctx: SignedIn, input: BlockSeatsInput): Promise<BlockSeatsBody> =>
  change(ctx, input, "available");

async function change(
  ctx: SignedIn,
  { showtimeId, seatIds, reason, opId }: BlockSeatsInput,
  to: "blocked" | "available",
): Promise<BlockSeatsBody> {
  const showtime = await ctx.showtimes.get(showtimeId);
  assertMayManage(ctx.actor, showtime);
  if (showtime.performanceState !== "approved") {
    throw new AppError("INVALID_STATE", { meta: { from: showtime.performanceState, to } });
  }
  const seats = seatIndexes(showtime, seatIds);
  const { shard, id, layoutVersion } = showtime;
  const script = to === "blocked" ? showBlock : showUnblock;
  const target = { shard, showtime: id };
  const outcome = await script.outcome(ctx.redis, target, { opId, layoutVersion, seats });
  if (outcome.kind === "refused") {
    throw await seatProblem(ctx, showtime, { refusal: outcome, wanted: seats });
  }
  const { requestId } = ctx;
  ctx.log.info({ event: `seats.${to}`, requestId, showtime: id, count: seats.length, reason });
  return { seatIds, version: outcome.value };
}
