import type { Services } from "../../context.js";
import { AppError } from "../../errors.js";
import { showtimeOfHold } from "../../journal/ids.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { HoldId } from "../../journal/brands.js";

/**
 * The showtime that a reservation's id contains; it leads to the shard without a query.
 * @throws AppError `RESERVATION_NOT_FOUND`
 */
export async function showtimeOfReservation(
  { showtimes }: Pick<Services, "showtimes">,
  reservationId: HoldId,
): Promise<Showtime> {
  const id = showtimeOfHold(reservationId);
  const showtime = id === undefined ? undefined : await showtimes.find(id);
  if (showtime === undefined) throw new AppError("RESERVATION_NOT_FOUND");
  return showtime;
}
