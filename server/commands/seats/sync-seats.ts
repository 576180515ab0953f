import { z } from "zod";
import type { SyncBody } from "../../../client-sdk/protocol/bodies.js";
import type { SignedIn } from "../../context.js";
import { presentSnapshot } from "../../presenters/seats.js";
import { ShowtimeId } from "../input/inputs.js";

const Count = z.int().min(0);

export const SyncSeatsInput = z.strictObject({
  showtimeId: ShowtimeId,
  epoch: Count,
  version: Count,
});
export type SyncSeatsInput = z.output<typeof SyncSeatsInput>;

/**
 * What has changed since a version, or everything where that is less. For who watches already.
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
