import { z } from "zod";
import type { Context } from "../../context.js";
import { AppError } from "../../errors.js";
import { maySeePerformance } from "../../policies/performances.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { CountedId } from "./catalogue-inputs.js";

/** The showtime whose layout is read. */
export const ReadLayoutInput = z.strictObject({ showtimeId: CountedId });
export type ReadLayoutInput = z.output<typeof ReadLayoutInput>;

/**
 * A showtime with its layout. The door presents it, once for each version, because large layouts
 * are expensive to print.
 * @throws AppError `SHOWTIME_NOT_FOUND`
 */
export async function readLayout(ctx: Context, { showtimeId }: ReadLayoutInput): Promise<Showtime> {
  const showtime = await ctx.showtimes.get(showtimeId);
  const { organiserNo, performanceState: state } = showtime;
  if (!maySeePerformance(ctx.actor, { organiserNo, state })) {
    throw new AppError("SHOWTIME_NOT_FOUND");
  }
  return showtime;
}
