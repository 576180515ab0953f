// The cost of a snapshot of 50,000 seats compared with a GET of the same bytes.
import { showtimeKey } from "../../server/redis/keys.js";
import { showSnapshot } from "../../server/redis/show/snapshot.js";
import type { BenchShard } from "./bench-shard.js";
import { encodeRequest } from "./resp.js";
import { ratio, type Figure } from "./report.js";
import { alternate } from "./rounds.js";

const SHOWTIME = 1;
const SEATS = 50_000;
const PER_ROUND = 200;
const ROUNDS = 15;

/** Measures a snapshot of a seat map. */
export async function benchSeatMap(bench: BenchShard): Promise<Figure[]> {
  await bench.empty();
  await bench.provision(SHOWTIME, SEATS);
  const target = bench.target(SHOWTIME);
  const get = encodeRequest(["GET", showtimeKey(target, "seats")]);
  const snapshot = (await bench.caller(showSnapshot.spec))(target, undefined);
  const [bare, product] = await alternate({
    redis: bench.redis,
    url: bench.store.url,
    rounds: ROUNDS,
    crowd: { connections: 4, pipeline: 1 },
    contestants: [
      { name: "GET", expected: "value", requests: () => Array<Buffer>(PER_ROUND).fill(get) },
      { name: "snapshot", expected: "OK", requests: () => Array<Buffer>(PER_ROUND).fill(snapshot) },
    ],
  });
  if (!bare || !product) return [];
  return [ratio("show/snapshot of 50,000 seats / GET of the same bytes", product, bare, 1.1)];
}
