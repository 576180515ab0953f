import type { SignedIn } from "../../context.js";
import { addLayout } from "../../db/repositories/layouts.js";
import { placeSeats, type LayoutDocument } from "../../catalogue/layout-document.js";
import { assertMayOrganise } from "../../policies/performances.js";

/** A stored layout; `id` is what a showtime names as `layoutId`. */
export interface CreatedLayout {
  readonly id: string;
  readonly name: string;
  readonly seatCount: number;
}

/**
 * Stores a layout document (docs/layout-format.md), so that showtimes can be made with it.
 * @throws AppError `FORBIDDEN`; `LAYOUT_INVALID` with a pointer at each mistake
 */
export async function createLayout(
  ctx: SignedIn,
  document: LayoutDocument,
): Promise<CreatedLayout> {
  assertMayOrganise(ctx.actor);
  const { seats } = placeSeats(document);
  const layout = { name: document.name ?? "", seatCount: seats.length };
  const { memberNo: organiserNo } = ctx.actor;
  const at = new Date(ctx.now());
  const id = await addLayout(ctx.db, { ...layout, organiserNo, document, at });
  return { id: String(id), ...layout };
}
