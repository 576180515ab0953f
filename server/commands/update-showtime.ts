import { z } from "zod";
import type { ShowtimeBody } from "../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../context.js";
import {
  changeShowtime,
  showtimeById,
  type ShowtimeFields,
  type ShowtimeRecord,
} from "../db/repositories/showtimes.js";
import { AppError } from "../errors.js";
import { presentShowtime } from "../presenters/showtime.js";
import { CountedId, ShowtimeFieldsInput } from "./catalogue-inputs.js";
import { provisionShowtime } from "./provision-showtime.js";
import { showtimeFields } from "./showtime-fields.js";
import { ownShowtime } from "./showtime-of.js";

export const UpdateShowtimeInput = z.strictObject({
  showtimeId: CountedId,
  fields: ShowtimeFieldsInput,
});
export type UpdateShowtimeInput = z.output<typeof UpdateShowtimeInput>;

/**
 * Changes times, prices and seats of a showtime; without a layout it keeps the one it has. Once the
 * sale has opened, only times change. The policy of a live sale is changed by `updateSale`.
 * @throws AppError `SHOWTIME_NOT_FOUND` `FORBIDDEN` `INVALID_STATE` `LAYOUT_FROZEN` `EDIT_CONFLICT`
 * `LAYOUT_NOT_FOUND` `LAYOUT_INVALID` `VALIDATION` `SALE_PAUSED`
 */
export async function updateShowtime(
  ctx: SignedIn,
  { showtimeId, fields: given }: UpdateShowtimeInput,
): Promise<ShowtimeBody> {
  const before = await ownShowtime(ctx, showtimeId);
  if (before.performanceState === "cancelled") {
    throw new AppError("INVALID_STATE", { meta: { from: "cancelled", to: "scheduled" } });
  }
  const keepsLayout = given.layout === undefined && given.layoutId === undefined;
  const input = keepsLayout ? { ...given, layoutId: before.layoutId } : given;
  const isLive = before.performanceState === "approved";
  const wanted = await showtimeFields(ctx, { ...input, areas: given.areas ?? [...before.areas] });
  const fields = isLive || given.policy === undefined ? withPolicyOf(before, wanted) : wanted;
  const isNewLayout = !isSameLayout(before, fields);
  if (isLive && isNewLayout && before.salesOpenAt.getTime() <= ctx.now()) {
    throw new AppError("LAYOUT_FROZEN");
  }
  await change(ctx, before, { fields, isNewLayout });
  return presentShowtime((await showtimeById(ctx.db, before.id)) ?? before);
}

const withPolicyOf = (before: ShowtimeRecord, fields: ShowtimeFields): ShowtimeFields => ({
  ...fields,
  policy: before.policy,
});

const isSameLayout = (before: ShowtimeRecord, after: ShowtimeFields): boolean =>
  before.layoutId === after.layoutId &&
  JSON.stringify([before.priceClasses, before.areas]) ===
    JSON.stringify([after.priceClasses, after.areas]);

interface Change {
  readonly fields: ShowtimeFields;
  readonly isNewLayout: boolean;
}

/** MySQL first: a crash in between is mended by the next provisioning, which may be repeated. */
async function change(ctx: SignedIn, before: ShowtimeRecord, { fields, isNewLayout }: Change) {
  const { id, layoutVersion } = before;
  const at = new Date(ctx.now());
  const nextVersion = layoutVersion + (isNewLayout ? 1 : 0);
  if (!(await changeShowtime(ctx.db, id, { fields, layoutVersion, nextVersion, at }))) {
    throw new AppError("EDIT_CONFLICT");
  }
  ctx.showtimes.forget(id);
  if (before.performanceState !== "approved") return;
  try {
    await provisionShowtime(ctx, id);
  } catch (error) {
    if (isNewLayout) await putBack(ctx, before);
    throw error;
  }
}

/** The sale goes on with what Redis has: the version goes back with the layout. */
async function putBack(ctx: SignedIn, before: ShowtimeRecord): Promise<void> {
  const { id, layoutVersion } = before;
  await changeShowtime(ctx.db, id, {
    fields: before,
    layoutVersion: layoutVersion + 1,
    nextVersion: layoutVersion,
    at: before.updatedAt,
  });
  ctx.showtimes.forget(id);
}
