import type { Services } from "../../context.js";
import { showtimeById } from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { asSalePolicy, showProvision, type Provisioned } from "../../redis/show/provision.js";
import type { ShowtimeId } from "../../journal/brands.js";

/**
 * Loads what the scripts need of a showtime from MySQL into Redis. It may be repeated: it adds what
 * is missing.
 * @throws AppError `SHOWTIME_NOT_FOUND` `LAYOUT_FROZEN` `SALE_PAUSED`
 */
export async function provisionShowtime(
  ctx: Pick<Services, "db" | "redis" | "showtimes">,
  showtimeId: ShowtimeId,
): Promise<Provisioned> {
  ctx.showtimes.forget(showtimeId);
  const record = await showtimeById(ctx.db, showtimeId);
  if (record === undefined) throw new AppError("SHOWTIME_NOT_FOUND");
  const showtime = await ctx.showtimes.get(showtimeId);
  const target = { shard: showtime.shard, showtime: showtime.id };
  return showProvision(ctx.redis, target, { ...showtime, policy: asSalePolicy(record.policy) });
}
