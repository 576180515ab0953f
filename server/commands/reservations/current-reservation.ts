import type { Context } from "../../context.js";
import { findReservation, type Reservation } from "../../db/repositories/reservations.js";
import type { HoldId } from "../../journal/brands.js";
import { recentEntries } from "../journal/recent-entries.js";
import { overlaid } from "./overlay-reservations.js";

/**
 * A reservation with everything that is durable, also when it is not projected yet.
 * @param isUpToDate says that a row needs no look at newer entries; most reads end there
 */
export async function currentReservation(
  ctx: Context,
  reservationId: HoldId,
  isUpToDate: (row: Reservation) => boolean,
): Promise<Reservation | undefined> {
  const projected = await findReservation(ctx.db, reservationId);
  if (projected !== undefined && isUpToDate(projected)) return projected;
  const entries = await recentEntries(ctx, reservationId);
  return overlaid(await findReservation(ctx.db, reservationId), entries, reservationId);
}
