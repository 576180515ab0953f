import type { Services } from "../../context.js";
import { AppError } from "../../errors.js";
import { showtimeOfHold } from "../../journal/ids.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";

/**
 * The showtime a reservation id names: it leads to its shard without a look-up.
 * @throws AppError `RESERVATION_NOT_FOUND`
 */
export async function showtimeOfReservation(
  { showtimes }: Pick<Services, "showtimes">,
  reservationId: string,
): Promise<Showtime> {
  const showtime = showtimeOfHold(reservationId);
  if (showtime === undefined) throw new AppError("RESERVATION_NOT_FOUND");
  try {
    return await showtimes.get(showtime);
  } catch (error) {
    if (error instanceof AppError && error.code === "SHOWTIME_NOT_FOUND") {
      throw new AppError("RESERVATION_NOT_FOUND", { cause: error });
    }
    throw error;
  }
}
