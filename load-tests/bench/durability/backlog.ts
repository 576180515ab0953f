// The speed of holds and of the journal. Holds are replayed into the Redis of a running node faster
// than its worker can write them to MySQL, and then the writing of the rest is timed. The limit of
// holds is measured on a Redis of its own, with no node beside it.
import { Redis } from "ioredis";
import { holdIdOf } from "../../../server/journal/ids.js";
import { keyOf } from "../../../server/redis/keys.js";
import { loadScript } from "../../../server/redis/load-script.js";
import { seatHold } from "../../../server/redis/seat/hold.js";
import type { BenchShard } from "../bench-shard.js";
import { generationOf } from "../booking/generation.js";
import type { ProductContestant } from "../booking/product-contestant.js";
import { admitInRedis } from "../booking/redis-waiting-room.js";
import { POLICY } from "../booking/sale.js";
import { replay } from "../replay.js";
import { encodeRequest } from "../resp.js";
import { speedOf } from "./lag.js";
import type { ShardCursors } from "./shard-cursors.js";

const HOLDS = 30_000;
const SHOWTIME = 1;
const SHARD = 0;
const CROWD = { connections: 50, pipeline: 16 };
const LAYOUT_VERSION = 1;

/** Holds per second that Redis decides. */
export async function holdLimit(bench: BenchShard): Promise<number> {
  await bench.empty();
  await bench.provision(SHOWTIME, HOLDS);
  await bench.admit(SHOWTIME, 0, HOLDS);
  const hold = await bench.caller(seatHold.spec);
  const requests = numbered((seat) =>
    hold(bench.target(SHOWTIME), holdOf(SHOWTIME, { memberNo: seat, seat })),
  );
  const startedAt = performance.now();
  await replayAll(bench.store.url, requests);
  return HOLDS / ((performance.now() - startedAt) / 1000);
}

interface Running {
  readonly redisUrl: string;
  readonly product: ProductContestant;
  readonly cursors: ShardCursors;
}

/** Entries per second that the worker writes: until durable, and until in the tables. */
export async function backlogSpeeds({ redisUrl, product, cursors }: Running) {
  const sale = await product.openSale({ seats: HOLDS, maxActive: POLICY.maxActive });
  const showtime = Number(sale.showtimeId);
  const endsAt = Date.now() + POLICY.sessionMs;
  const firstMember = await admitInRedis(redisUrl, { showtime, count: HOLDS, endsAt });
  const call = await holdCall(redisUrl, showtime);
  const requests = numbered((seat) => call({ memberNo: firstMember + seat, seat }));
  await replayAll(redisUrl, requests);
  const last = await cursors.last();
  const seen = await cursors.until(last);
  await product.closeSale(sale);
  return {
    durable: speedOf(seen, last, "durable"),
    projected: speedOf(seen, last, "projected"),
  };
}

interface Holder {
  readonly memberNo: number;
  readonly seat: number;
}

const numbered = <T>(make: (at: number) => T): T[] =>
  Array.from({ length: HOLDS }, (_, at) => make(at));

const holdOf = (showtime: number, { memberNo, seat }: Holder) => ({
  ...{ memberNo, place: memberNo, layoutVersion: LAYOUT_VERSION },
  holdId: holdIdOf(showtime, String(memberNo), "hold"),
  wanted: { seats: [seat] },
});

/** Encodes the call of a hold in the shard of the node. */
async function holdCall(url: string, showtime: number): Promise<(holder: Holder) => Buffer> {
  const redis = new Redis(url);
  try {
    const sha = String(await redis.script("LOAD", loadScript(seatHold.spec.file).source));
    const generation = await generationOf(url);
    const target = { shard: SHARD, showtime };
    const keys = seatHold.spec.keys.map((name) => keyOf(name, target));
    return (holder) => {
      const args = seatHold.spec.args(holdOf(showtime, holder), target);
      return encodeRequest(["EVALSHA", sha, keys.length, ...keys, generation, ...args]);
    };
  } finally {
    redis.disconnect();
  }
}

async function replayAll(url: string, requests: readonly Buffer[]): Promise<void> {
  const outcomes = await replay(url, requests, CROWD);
  if (outcomes.get("OK") === requests.length) return;
  throw new Error(`some holds failed: ${JSON.stringify([...outcomes])}`);
}
