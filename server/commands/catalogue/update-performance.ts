import { z } from "zod";
import type { PerformanceBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { changePerformance, performanceById } from "../../db/repositories/performances.js";
import { AppError } from "../../errors.js";
import { assertMayManage } from "../../policies/performances.js";
import { CountedId, PerformanceFields } from "./catalogue-inputs.js";
import { readPerformance } from "./read-performance.js";

/** The performance to change, and its new fields. */
export const UpdatePerformanceInput = z.strictObject({
  performanceId: CountedId,
  fields: PerformanceFields,
});
export type UpdatePerformanceInput = z.output<typeof UpdatePerformanceInput>;

/**
 * Changes name, description and category of a performance that is not cancelled.
 * @throws AppError `PERFORMANCE_NOT_FOUND` `FORBIDDEN` `NAME_TAKEN` `INVALID_STATE`
 */
export async function updatePerformance(
  ctx: SignedIn,
  { performanceId, fields }: UpdatePerformanceInput,
): Promise<PerformanceBody> {
  const before = await performanceById(ctx.db, performanceId);
  if (before === undefined) throw new AppError("PERFORMANCE_NOT_FOUND");
  assertMayManage(ctx.actor, before);
  if (before.state === "cancelled") {
    throw new AppError("INVALID_STATE", { meta: { from: "cancelled", to: "cancelled" } });
  }
  const at = new Date(ctx.now());
  await changePerformance(ctx.db, performanceId, { fields, at });
  return readPerformance(ctx, { performanceId });
}
