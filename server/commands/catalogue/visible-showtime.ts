import type { Context, SignedIn } from "../../context.js";
import { showtimeById, type ShowtimeRecord } from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { assertMayManage, maySeePerformance } from "../../policies/performances.js";
import type { ShowtimeId } from "../../journal/brands.js";

/**
 * A showtime that the caller may see.
 * @throws AppError `SHOWTIME_NOT_FOUND`, also for one that the caller may not see
 */
export async function visibleShowtime(
  ctx: Context,
  showtimeId: ShowtimeId,
): Promise<ShowtimeRecord> {
  const showtime = await showtimeById(ctx.db, showtimeId);
  if (showtime === undefined) throw new AppError("SHOWTIME_NOT_FOUND");
  const { organiserNo, performanceState: state } = showtime;
  if (!maySeePerformance(ctx.actor, { organiserNo, state })) {
    throw new AppError("SHOWTIME_NOT_FOUND");
  }
  return showtime;
}

/**
 * A showtime that the caller may manage: their own, or any for administrators.
 * @throws AppError `SHOWTIME_NOT_FOUND` `FORBIDDEN`
 */
export async function ownShowtime(ctx: SignedIn, showtimeId: ShowtimeId): Promise<ShowtimeRecord> {
  const showtime = await showtimeById(ctx.db, showtimeId);
  if (showtime === undefined) throw new AppError("SHOWTIME_NOT_FOUND");
  assertMayManage(ctx.actor, showtime);
  return showtime;
}
