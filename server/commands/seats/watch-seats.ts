import { z } from "zod";
import type { SnapshotBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentSnapshot } from "../../presenters/seats.js";
import { QueueToken, GivenShowtimeId } from "../input/inputs.js";
import { assertMayWatch } from "./may-watch-seats.js";

/** The showtime, and the queue token of an admitted place. */
export const WatchSeatsInput = z.strictObject({
  showtimeId: GivenShowtimeId,
  token: QueueToken.optional(),
});
export type WatchSeatsInput = z.output<typeof WatchSeatsInput>;

/**
 * A snapshot of the seat map: one byte for each seat, in layout order. Deltas continue from it.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_NOT_READY` `INVALID_QUEUE_TOKEN`
 */
export async function watchSeats(
  ctx: SignedIn,
  { showtimeId, token }: WatchSeatsInput,
): Promise<SnapshotBody> {
  const showtime = await ctx.showtimes.get(showtimeId);
  await assertMayWatch(ctx, showtime, token);
  const target = { shard: showtime.shard, showtime: showtime.id };
  return presentSnapshot(await ctx.seatMaps.snapshot(target));
}
