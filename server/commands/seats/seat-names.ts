// Outside a seat has an id, inside an index in layout order; refusals name seats by id.
import type { Services } from "../../context.js";
import { AppError } from "../../errors.js";
import { seatAlternatives } from "../../seat-map/alternatives.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";

/** @throws AppError `SEAT_UNKNOWN` with the ids nobody knows */
export function seatIndexes(showtime: Showtime, ids: readonly string[]): number[] {
  const unknown = ids.filter((id) => !showtime.seatIndex.has(id));
  if (unknown.length > 0) throw new AppError("SEAT_UNKNOWN", { meta: { seatIds: unknown } });
  return ids.map((id) => showtime.seatIndex.get(id) ?? -1);
}

const idsOf = (showtime: Showtime, indexes: readonly number[]): string[] =>
  indexes.map((index) => showtime.seats[index]?.id ?? String(index));

export interface SeatsAsked<T> {
  /** By index; as many are looked for together when one of them is taken. */
  readonly wanted: readonly number[];
  readonly run: () => Promise<T>;
}

/** Runs a script of seats and gives its refusal the ids, and what else could be had. */
export async function namingSeats<T>(
  { redis }: Pick<Services, "redis">,
  showtime: Showtime,
  { wanted, run }: SeatsAsked<T>,
): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof AppError) || !Array.isArray(error.meta?.["seats"])) throw error;
    const seats = error.meta["seats"] as number[];
    const meta: Record<string, unknown> = { seatIds: idsOf(showtime, seats) };
    if (error.code === "SEAT_TAKEN") {
      const found = await seatAlternatives(redis, showtime, wanted.length > 0 ? wanted : seats);
      const lists = found.map((indexes) => idsOf(showtime, indexes));
      meta["alternatives"] = wanted.length === 1 ? lists.flat() : lists;
    }
    throw new AppError(error.code, { meta });
  }
}
