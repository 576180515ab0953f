// I7: an authorisation is settled within 60 s in which both its shards could have settled it. Time
// counts from the last pause of either shard, and not while one of them has no lease.
import type { RedisSide } from "./redis-side.js";
import type { ReplayedAuthorisation, ShardReplay } from "./replay.js";

const OPEN_MAX_MS = 60_000;

/** A finding for each authorisation that is open for too long. */
export function overdueViolations(
  replays: readonly ShardReplay[],
  sides: ReadonlyMap<number, RedisSide>,
): string[] {
  const shardOf = new Map<number, number>();
  for (const { shard, showtimes } of replays) {
    for (const showtime of showtimes.keys()) shardOf.set(showtime, shard);
  }
  return replays.flatMap(({ shard, auths }) =>
    [...auths]
      .filter(([, { state }]) => state === "A")
      .flatMap(([payId, auth]) => {
        const both = [sides.get(shard), sides.get(shardOf.get(auth.showtime) ?? shard)];
        const openMs = openFor(auth, both);
        if (openMs <= OPEN_MAX_MS) return [];
        return [`I7 payment ${payId} has been authorised for ${Math.round(openMs / 1000)} s`];
      }),
  );
}

function openFor(auth: ReplayedAuthorisation, both: readonly (RedisSide | undefined)[]): number {
  const times = both.map((side) => {
    if (side === undefined || side.state.leaseEndsAt <= side.state.now) return 0;
    return side.state.now - Math.max(auth.authorisedAt, side.state.resumedAt);
  });
  return Math.min(...times);
}
