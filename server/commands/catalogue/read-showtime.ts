import { z } from "zod";
import type { ShowtimeBody } from "../../../client-sdk/protocol/bodies.js";
import type { Context } from "../../context.js";
import { CountedId } from "./catalogue-inputs.js";
import { withSaleState } from "./sale-state.js";
import { visibleShowtime } from "./visible-showtime.js";

/** The showtime that a path names. */
export const ReadShowtimeInput = z.strictObject({
  showtimeId: CountedId.describe("Id of a showtime."),
});
export type ReadShowtimeInput = z.output<typeof ReadShowtimeInput>;

/**
 * A showtime with the state of its sale.
 * @throws AppError `SHOWTIME_NOT_FOUND`
 */
export const readShowtime = async (
  ctx: Context,
  { showtimeId }: ReadShowtimeInput,
): Promise<ShowtimeBody> => withSaleState(ctx, await visibleShowtime(ctx, showtimeId));
