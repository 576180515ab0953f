import { z } from "zod";
import type { ShowtimeBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { performanceById } from "../../db/repositories/performances.js";
import { addShowtime, removeShowtime, showtimeById } from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { assertMayManage } from "../../policies/performances.js";
import { presentShowtime } from "../../presenters/showtime.js";
import { CountedId, ShowtimeFieldsInput } from "./catalogue-inputs.js";
import { provisionShowtime } from "./provision-showtime.js";
import { showtimeFields } from "./showtime-fields.js";

/** The performance that gets a showtime, and the fields of it. */
export const CreateShowtimeInput = z.strictObject({
  performanceId: CountedId,
  fields: ShowtimeFieldsInput,
});
export type CreateShowtimeInput = z.output<typeof CreateShowtimeInput>;

/**
 * Adds a showtime to a performance in any state but cancelled; if approved, it is on sale at once.
 * @throws AppError `PERFORMANCE_NOT_FOUND` `FORBIDDEN` `INVALID_STATE` `LAYOUT_NOT_FOUND`
 * `LAYOUT_INVALID` `VALIDATION` `SALE_PAUSED`
 */
export async function createShowtime(
  ctx: SignedIn,
  { performanceId, fields: given }: CreateShowtimeInput,
): Promise<ShowtimeBody> {
  const performance = await performanceById(ctx.db, performanceId);
  if (performance === undefined) throw new AppError("PERFORMANCE_NOT_FOUND");
  assertMayManage(ctx.actor, performance);
  if (performance.state === "cancelled") {
    throw new AppError("INVALID_STATE", { meta: { from: "cancelled", to: "scheduled" } });
  }
  const fields = await showtimeFields(ctx, given);
  const home = { performanceId, shards: ctx.config.shards, at: new Date(ctx.now()) };
  const id = await addShowtime(ctx.db, fields, home);
  const record = await showtimeById(ctx.db, id);
  if (record === undefined) throw new AppError("PERFORMANCE_NOT_FOUND");
  if (record.performanceState === "approved") await provisionOrRemove(ctx, id);
  return presentShowtime(record);
}

/** Removes the showtime again when Redis cannot take it: the caller repeats the call. */
async function provisionOrRemove(ctx: SignedIn, id: number): Promise<void> {
  try {
    await provisionShowtime(ctx, id);
  } catch (error) {
    await removeShowtime(ctx.db, id);
    ctx.showtimes.forget(id);
    throw error;
  }
}
