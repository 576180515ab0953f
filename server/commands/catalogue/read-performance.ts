import { z } from "zod";
import type { PerformanceBody } from "../../../client-sdk/protocol/bodies.js";
import type { Context } from "../../context.js";
import { showtimesOf } from "../../db/repositories/showtimes.js";
import { presentPerformance } from "../../presenters/performance.js";
import { CountedId } from "./catalogue-inputs.js";
import { visiblePerformance } from "./visible-performance.js";
import { withSaleState } from "./sale-state.js";

/** The performance that a path names. */
export const PerformanceInput = z.strictObject({
  performanceId: CountedId.describe("Id of a performance."),
});
export type PerformanceInput = z.output<typeof PerformanceInput>;

/**
 * A performance with its showtimes and the states of their sales.
 * @throws AppError `PERFORMANCE_NOT_FOUND`
 */
export async function readPerformance(
  ctx: Context,
  { performanceId }: PerformanceInput,
): Promise<PerformanceBody> {
  const performance = await visiblePerformance(ctx, performanceId);
  const showtimes = await showtimesOf(ctx.db, [performanceId]);
  const shown = await Promise.all(showtimes.map((showtime) => withSaleState(ctx, showtime)));
  return presentPerformance(performance, shown);
}
