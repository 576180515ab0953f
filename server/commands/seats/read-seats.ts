import { z } from "zod";
import { SEAT_STATUSES } from "../../../client-sdk/protocol/seat-state.js";
import type { SignedIn } from "../../context.js";
import { presentSeats } from "../../presenters/seats.js";
import type { Snapshot } from "../../seat-map/shard-seat-map.js";
import { GivenShowtimeId } from "../input/inputs.js";
import { assertMayWatch } from "./may-watch-seats.js";

/** The showtime, the queue token, and the only status to show. */
export const ReadSeatsInput = z.strictObject({
  showtimeId: GivenShowtimeId,
  token: z.string().optional(),
  status: z.enum(SEAT_STATUSES).optional().describe("Seats of this state alone."),
});
export type ReadSeatsInput = z.output<typeof ReadSeatsInput>;

/** The seats as JSON text. */
export interface SeatsAnswer {
  /** `"epoch-version"`: it stays the same until a seat changes. */
  readonly etag: string;
  readonly json: string;
}

/** The JSON is made once for each version: 50,000 seats are 5.8 MB. */
const jsonOf = new WeakMap<Snapshot, Map<string, string>>();

/**
 * Every seat with its name, price and status, in layout order.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_NOT_READY` `INVALID_QUEUE_TOKEN`
 */
export async function readSeats(
  ctx: SignedIn,
  { showtimeId, token, status }: ReadSeatsInput,
): Promise<SeatsAnswer> {
  const showtime = await ctx.showtimes.get(showtimeId);
  await assertMayWatch(ctx, showtime, token);
  const snapshot = await ctx.seatMaps.snapshot({ shard: showtime.shard, showtime: showtime.id });
  const made = jsonOf.get(snapshot) ?? new Map<string, string>();
  jsonOf.set(snapshot, made);
  const json = made.get(status ?? "") ?? JSON.stringify(presentSeats(showtime, snapshot, status));
  made.set(status ?? "", json);
  return { etag: `"${snapshot.epoch}-${snapshot.n}"`, json };
}
