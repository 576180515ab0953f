import { z } from "zod";
import type { SaleBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { keepPolicy, type Policy, type ShowtimeRecord } from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { presentSale } from "../../presenters/showtime.js";
import { showPolicy, type LiveSale } from "../../redis/show/policy.js";
import { CountedId, SaleChange } from "./catalogue-inputs.js";
import { OpId } from "../input/inputs.js";
import { onlyGiven } from "../input/only-given.js";
import { ownShowtime } from "./visible-showtime.js";

/** The showtime, the change of its sale, and the operation id that makes it count once. */
export const UpdateSaleInput = z.strictObject({
  showtimeId: CountedId,
  change: SaleChange,
  opId: OpId,
});
export type UpdateSaleInput = z.output<typeof UpdateSaleInput>;

/**
 * Changes a live sale at once; before approval it changes the policy that the sale will start with.
 * @throws AppError `SHOWTIME_NOT_FOUND` `FORBIDDEN` `INVALID_STATE` `SALE_PAUSED`
 */
export async function updateSale(
  ctx: SignedIn,
  { showtimeId, change, opId }: UpdateSaleInput,
): Promise<SaleBody> {
  const showtime = await ownShowtime(ctx, showtimeId);
  const opensAt = showtime.salesOpenAt.getTime();
  if (showtime.performanceState !== "approved") {
    const policy = await changeLater(ctx, showtime, change);
    return presentSale({ state: "open", opensAt: Infinity, policy }, ctx.now());
  }
  const target = { shard: showtime.shard, showtime: showtime.id };
  const sale = await showPolicy(ctx.redis, target, { ...onlyGiven(change), opId });
  const policy = policyOf(sale);
  await keepPolicy(ctx.db, showtime.id, { policy, at: new Date(ctx.now()) });
  return presentSale({ state: sale.state, opensAt, policy }, ctx.now());
}

const policyOf = (sale: LiveSale): Policy => ({
  mode: sale.mode,
  maxActive: sale.maxActive,
  perMinute: sale.perMinute,
  holdMs: sale.holdMs,
  sessionMs: sale.sessionMs,
  maxPerUser: sale.maxPerUser,
});

async function changeLater(
  ctx: SignedIn,
  showtime: ShowtimeRecord,
  { state, ...fields }: SaleChange,
): Promise<Policy> {
  if (state !== undefined) {
    throw new AppError("INVALID_STATE", { meta: { from: "scheduled", to: state } });
  }
  const policy: Policy = { ...showtime.policy, ...onlyGiven(fields) };
  await keepPolicy(ctx.db, showtime.id, { policy, at: new Date(ctx.now()) });
  return policy;
}
