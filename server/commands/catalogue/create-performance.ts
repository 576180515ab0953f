import type { PerformanceBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { addPerformance } from "../../db/repositories/performances.js";
import { assertMayOrganise } from "../../policies/performances.js";
import { presentPerformance } from "../../presenters/performance.js";
import type { PerformanceFields } from "./catalogue-inputs.js";
import { visiblePerformance } from "./visible-performance.js";

/**
 * Makes a performance of the caller's; it begins as a draft.
 * @throws AppError `FORBIDDEN` `NAME_TAKEN`
 */
export async function createPerformance(
  ctx: SignedIn,
  fields: PerformanceFields,
): Promise<PerformanceBody> {
  assertMayOrganise(ctx.actor);
  const { memberNo: organiserNo } = ctx.actor;
  const id = await addPerformance(ctx.db, fields, { organiserNo, at: new Date(ctx.now()) });
  return presentPerformance(await visiblePerformance(ctx, id), []);
}
