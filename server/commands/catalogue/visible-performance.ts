import type { Context } from "../../context.js";
import { performanceById, type Performance } from "../../db/repositories/performances.js";
import { AppError } from "../../errors.js";
import { maySeePerformance } from "../../policies/performances.js";

/**
 * A performance that the caller may see.
 * @throws AppError `PERFORMANCE_NOT_FOUND`, also for one that the caller may not see
 */
export async function visiblePerformance(
  ctx: Context,
  performanceId: number,
): Promise<Performance> {
  const performance = await performanceById(ctx.db, performanceId);
  if (performance === undefined || !maySeePerformance(ctx.actor, performance)) {
    throw new AppError("PERFORMANCE_NOT_FOUND");
  }
  return performance;
}
