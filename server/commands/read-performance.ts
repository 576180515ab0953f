import { z } from "zod";
import type { PerformanceBody } from "../../client-sdk/protocol/bodies.js";
import type { Context } from "../context.js";
import { showtimesOf } from "../db/repositories/showtimes.js";
import { presentPerformance } from "../presenters/performance.js";
import { presentShowtime } from "../presenters/showtime.js";
import { CountedId } from "./catalogue-inputs.js";
import { performanceOf } from "./performance-of.js";

export const PerformanceInput = z.strictObject({ performanceId: CountedId });
export type PerformanceInput = z.output<typeof PerformanceInput>;

/** @throws AppError `PERFORMANCE_NOT_FOUND` */
export async function readPerformance(
  ctx: Context,
  { performanceId }: PerformanceInput,
): Promise<PerformanceBody> {
  const performance = await performanceOf(ctx, performanceId);
  const showtimes = await showtimesOf(ctx.db, [performanceId]);
  return presentPerformance(performance, showtimes.map(presentShowtime));
}
