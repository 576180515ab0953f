import type { z } from "zod";
import type { ListBody, ReservationBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { reservationPage as rowsOf, type Reservation } from "../../db/repositories/reservations.js";
import { presentReservation, reservedOfRow } from "../../presenters/reservation.js";
import { MemberId, PageInput } from "../input/inputs.js";
import { memberNoOf } from "../accounts/named-member.js";
import { overlayReservations } from "./overlay-reservations.js";
import { recentEntries } from "../journal/recent-entries.js";

/** The member, and the page of the reservations. */
export const ListReservationsInput = PageInput.extend({ memberId: MemberId.default("me") });
export type ListReservationsInput = z.output<typeof ListReservationsInput>;

/**
 * A member's reservations, newest first, also those that are not in MySQL yet.
 * @throws AppError `FORBIDDEN` `MEMBER_NOT_FOUND` `VALIDATION`
 */
export async function listReservations(
  ctx: SignedIn,
  { memberId, limit, cursor }: ListReservationsInput,
): Promise<ListBody<ReservationBody>> {
  const memberNo = await memberNoOf(ctx, memberId);
  const entries = await recentEntries(ctx, memberNo);
  const page = await rowsOf(ctx.db, { memberNo }, { limit, cursor });
  const rows = overlayReservations(page.rows, entries, {
    memberNo,
    isFirstPage: cursor === undefined,
    isMore: page.nextCursor !== undefined,
  });
  return { data: await presentRows(ctx, rows), nextCursor: page.nextCursor ?? null };
}

/** Each row with the names and prices of its own showtime. */
const presentRows = (ctx: SignedIn, rows: readonly Reservation[]): Promise<ReservationBody[]> =>
  Promise.all(
    rows.map(async (row) =>
      presentReservation(
        await ctx.showtimes.get(row.showtimeId),
        reservedOfRow(row),
        ctx.config.currency,
      ),
    ),
  );
