// Clients name a seat by its id, scripts by its index in layout order; this file translates.
import type { Services } from "../../context.js";
import { AppError } from "../../errors.js";
import { refusalError } from "../../redis/script-runner.js";
import type { SeatRefusal } from "../../redis/seat/refusal.js";
import { seatAlternatives } from "../../seat-map/alternatives.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";

/**
 * The indexes of seats in layout order.
 * @throws AppError `SEAT_UNKNOWN` with the ids that the showtime does not have
 */
export function seatIndexes(showtime: Showtime, ids: readonly string[]): number[] {
  const unknown = ids.filter((id) => !showtime.seatIndex.has(id));
  if (unknown.length > 0) throw new AppError("SEAT_UNKNOWN", { meta: { seatIds: unknown } });
  return ids.map((id) => showtime.seatIndex.get(id) ?? -1);
}

const idsOf = (showtime: Showtime, indexes: readonly number[]): string[] =>
  indexes.map((index) => showtime.seats[index]?.id ?? String(index));

/**
 * The error of a refusal, with the ids of its seats and, when they are taken, with alternatives.
 * @param wanted indexes of the seats that were asked for; alternatives have as many seats
 */
export async function seatProblem(
  { redis }: Pick<Services, "redis">,
  showtime: Showtime,
  { refusal, wanted }: { readonly refusal: SeatRefusal; readonly wanted: readonly number[] },
): Promise<AppError> {
  switch (refusal.code) {
    case "SEAT_UNKNOWN":
      return new AppError(refusal.code, { meta: { seatIds: idsOf(showtime, refusal.seats) } });
    case "SEAT_TAKEN": {
      const { code, seats } = refusal;
      const found = await seatAlternatives(redis, showtime, wanted.length > 0 ? wanted : seats);
      const lists = found.map((indexes) => idsOf(showtime, indexes));
      const alternatives = wanted.length === 1 ? lists.flat() : lists;
      return new AppError(code, { meta: { seatIds: idsOf(showtime, seats), alternatives } });
    }
    default:
      return refusalError(refusal);
  }
}
