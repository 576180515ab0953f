// The verdict at the end of a schedule: it checks every invariant over both journals, and compares
// Redis with their replay.
import { differences } from "../../server/audit/facts.js";
import { violationsIn } from "../../server/audit/invariants.js";
import { redisFacts } from "../../server/audit/redis-facts.js";
import { ShardReplay } from "../../server/audit/replay.js";
import { shardState } from "../../server/redis/shard/state.js";
import type { SimShard } from "./sim-shard.js";
import type { World } from "./world.js";

/**
 * The violations at the end of a schedule.
 * @param answered the ids of the payments that were answered "paid"
 */
export async function judge(world: World, answered: ReadonlySet<string>): Promise<string[]> {
  const replays = world.shards.map(replayOf);
  const differing = await Promise.all(replays.map((replay) => redisDifferences(world, replay)));
  return [
    ...violationsIn(replays),
    ...unsettled(replays),
    ...missing(replays, answered),
    ...differing.flat(),
  ];
}

function replayOf({ shard, durable }: SimShard): ShardReplay {
  const replay = new ShardReplay(shard);
  for (const line of durable) replay.take(line);
  return replay;
}

/** I7 and I9: at the end every authorisation is settled and every owed refund is paid. */
function unsettled(replays: readonly ShardReplay[]): string[] {
  return replays.flatMap((replay) => [
    ...[...replay.auths]
      .filter(([, { state }]) => state === "A")
      .map(([payId]) => `I7 payment ${payId} is never settled`),
    ...[...replay.owed.keys()].map((name) => `I9 the refund of ${name} is never paid`),
  ]);
}

/** I10: every payment that was answered "paid" is in MySQL. */
function missing(replays: readonly ShardReplay[], answered: ReadonlySet<string>): string[] {
  const pays = replays.flatMap(({ showtimes }) =>
    [...showtimes.values()].map((showtime) => showtime.pays),
  );
  return [...answered]
    .filter((payId) => {
      const states = pays.map((of) => of.get(payId)?.state);
      return !states.includes("confirmed") && !states.includes("cancelled");
    })
    .map((payId) => `I10 payment ${payId} was answered "paid" and is not in MySQL`);
}

async function redisDifferences(world: World, replay: ShardReplay): Promise<string[]> {
  const { shard } = replay;
  const { now, chain } = await shardState(world.plain, { shard });
  const found = differences(await redisFacts(world.admin, shard), replay, now);
  if (chain !== replay.chain) found.push("its hash chain differs");
  return found.map((what) => `I11 shard ${shard}: ${what}`);
}
