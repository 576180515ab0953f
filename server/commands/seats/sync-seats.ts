import { z } from "zod";
import type { SyncBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentSnapshot } from "../../presenters/seats.js";
import { GivenShowtimeId } from "../input/inputs.js";

const Count = z.int().min(0);

/** The showtime, and the version of the map that the client has. */
export const SyncSeatsInput = z.strictObject({
  showtimeId: GivenShowtimeId,
  epoch: Count,
  version: Count,
});
export type SyncSeatsInput = z.output<typeof SyncSeatsInput>;

/**
 * The seats that have changed since a version, or a snapshot when that is smaller. The caller must
 * watch the map already.
 * @throws AppError `SHOWTIME_NOT_FOUND`
 */
export async function syncSeats(
  ctx: SignedIn,
  { showtimeId, epoch, version }: SyncSeatsInput,
): Promise<SyncBody> {
  const { id, shard } = await ctx.showtimes.get(showtimeId);
  const sync = await ctx.seatMaps.since({ shard, showtime: id }, { epoch, version });
  if (sync.kind === "snapshot") return presentSnapshot(sync.snapshot);
  return { showtimeId: String(id), ...sync.delta };
}
