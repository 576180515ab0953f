import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { ShowtimeBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { layoutById } from "../../db/repositories/layouts.js";
import {
  changeShowtime,
  type ShowtimeFields,
  type ShowtimeRecord,
} from "../../db/repositories/showtimes.js";
import { AppError } from "../../errors.js";
import { placeSeats } from "../../catalogue/layout-document.js";
import { CountedId, ShowtimeFieldsInput } from "./catalogue-inputs.js";
import { provisionShowtime } from "./provision-showtime.js";
import { readShowtime } from "./read-showtime.js";
import { showtimeFields } from "./showtime-fields.js";
import { ownShowtime } from "./visible-showtime.js";

/** The showtime to change, and its new fields. */
export const UpdateShowtimeInput = z.strictObject({
  showtimeId: CountedId,
  fields: ShowtimeFieldsInput,
});
export type UpdateShowtimeInput = z.output<typeof UpdateShowtimeInput>;

/**
 * Changes times, prices and seats of a showtime; when no layout is given its layout stays. Once the
 * sale has opened, only times can change. `updateSale` changes the policy of a live sale.
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
  const isLive = before.performanceState === "approved";
  const wanted = await showtimeFields(ctx, await onItsLayout(ctx, before, given));
  const fields = isLive || given.policy === undefined ? withPolicyOf(before, wanted) : wanted;
  const isNewLayout = !isSameLayout(before, fields);
  if (isLive && isNewLayout && before.salesOpenAt.getTime() <= ctx.now()) {
    throw new AppError("LAYOUT_FROZEN");
  }
  await change(ctx, before, { fields, isNewLayout });
  return readShowtime(ctx, { showtimeId: before.id });
}

/**
 * Completes the input with what the showtime has; a layout with the same seats counts as the same.
 */
async function onItsLayout(
  ctx: SignedIn,
  { layoutId, areas }: ShowtimeRecord,
  { layout, ...given }: ShowtimeFieldsInput,
): Promise<ShowtimeFieldsInput> {
  const ofLayout = layout !== undefined && "areas" in layout ? layout.areas : undefined;
  const kept = { ...given, areas: given.areas ?? ofLayout ?? [...areas] };
  if (given.layoutId !== undefined) return layout === undefined ? kept : { ...kept, layout };
  if (layout === undefined) return { ...kept, layoutId };
  const known = await layoutById(ctx.db, layoutId);
  const isKnown =
    known !== undefined &&
    isDeepStrictEqual(placeSeats(known.document).seats, placeSeats(layout).seats);
  return isKnown ? { ...kept, layoutId } : { ...kept, layout };
}

const withPolicyOf = (before: ShowtimeRecord, fields: ShowtimeFields): ShowtimeFields => ({
  ...fields,
  policy: before.policy,
});

const isSameLayout = (before: ShowtimeRecord, after: ShowtimeFields): boolean =>
  before.layoutId === after.layoutId &&
  isDeepStrictEqual([before.priceClasses, before.areas], [after.priceClasses, after.areas]);

interface Change {
  readonly fields: ShowtimeFields;
  readonly isNewLayout: boolean;
}

/** MySQL first: after a crash in between, the next provisioning brings Redis up to date. */
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

/** Takes the new layout back, with its version: the sale goes on with the layout in Redis. */
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
