// The cost of a snapshot of 50,000 seats compared with a GET of the same bytes.
import { shardKey, showtimeKey, type ShowtimeTarget } from "../../server/redis/keys.js";
import { SNAPSHOT } from "../../server/redis/show/snapshot.js";
import type { BenchShard } from "./bench-shard.js";
import { encodeRequest } from "./resp.js";
import { ratio, type Figure } from "./report.js";
import { alternate } from "./rounds.js";

const SHOWTIME = 1;
const SEATS = 50_000;
const PER_ROUND = 200;
const ROUNDS = 15;

/** The version of the layout is the first item of the transaction's reply. */
const LAYOUT_VERSION = "1";

/** A snapshot as the product reads it (server/redis/record-read.ts). */
const transactionOf = (target: ShowtimeTarget) => [
  ["MULTI"],
  ["HGET", ...SNAPSHOT.field(target)],
  ["MGET", shardKey(target.shard, "control"), ...SNAPSHOT.strings(target)],
  ["EXEC"],
];

/** Measures a snapshot of a seat map. */
export async function benchSeatMap(bench: BenchShard): Promise<Figure[]> {
  await bench.empty();
  await bench.provision(SHOWTIME, SEATS);
  const target = bench.target(SHOWTIME);
  const get = encodeRequest(["GET", showtimeKey(target, "seats")]);
  const snapshot = Buffer.concat(transactionOf(target).map(encodeRequest));
  const [bare, product] = await alternate({
    redis: bench.redis,
    url: bench.store.url,
    rounds: ROUNDS,
    crowd: { connections: 4, pipeline: 1 },
    contestants: [
      { name: "GET", expected: "value", requests: () => Array<Buffer>(PER_ROUND).fill(get) },
      {
        name: "snapshot",
        expected: ["value", LAYOUT_VERSION],
        repliesEach: transactionOf(target).length,
        requests: () => Array<Buffer>(PER_ROUND).fill(snapshot),
      },
    ],
  });
  if (!bare || !product) return [];
  return [ratio("show/snapshot of 50,000 seats / GET of the same bytes", product, bare, 1.1)];
}
