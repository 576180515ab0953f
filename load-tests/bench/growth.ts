// The cost of a hold when the number of seats, showtimes or waiting members grows. Each point is
// divided by the trivial script of the same rounds, and then by the cheapest point.
import { holdIdOf } from "../../server/journal/ids.js";
import { placesKey, showtimeKey } from "../../server/redis/keys.js";
import { seatHold } from "../../server/redis/seat/hold.js";
import type { BenchShard } from "./bench-shard.js";
import type { Figure } from "./report.js";
import { alternate, ratiosOf, spreadOf, type Spread } from "./rounds.js";

interface Point {
  readonly name: string;
  readonly showtimes: number;
  readonly seats: number;
  readonly waiting: number;
}

const PER_ROUND = 1250;
const ROUNDS = 10;
const BATCH = 10_000;
const GOAL = 1.1;

const POINTS: readonly Point[] = [
  { name: "500 showtimes × 50 seats", showtimes: 500, seats: 50, waiting: 1000 },
  { name: "5 showtimes × 5,000 seats", showtimes: 5, seats: 5000, waiting: 1000 },
  { name: "1 showtime × 50,000 seats", showtimes: 1, seats: 50_000, waiting: 1000 },
  { name: "1 × 50,000 with 1,000,000 waiting", showtimes: 1, seats: 50_000, waiting: 1_000_000 },
];

/** Measures a hold at four sizes. */
export async function benchGrowth(bench: BenchShard): Promise<Figure[]> {
  const medians: number[] = [];
  const spreads: Spread[] = [];
  for (const point of POINTS) {
    const ratios = await holdAt(bench, point);
    spreads.push(spreadOf(ratios));
    medians.push(spreadOf(ratios).median);
  }
  const smallest = Math.min(...medians);
  return POINTS.map(({ name }, i) => {
    const { median, low, high } = spreads[i] ?? { median: 0, low: 0, high: 0 };
    return {
      name: `hold, ${name} / the cheapest of these`,
      spread: { median: median / smallest, low: low / smallest, high: high / smallest },
      unit: "×" as const,
      goal: GOAL,
    };
  });
}

async function holdAt(bench: BenchShard, point: Point): Promise<number[]> {
  const holds = PER_ROUND * ROUNDS;
  await bench.empty();
  for (let showtime = 1; showtime <= point.showtimes; showtime++) {
    await bench.provision(showtime, point.seats);
    await bench.admit(showtime, 0, Math.ceil(holds / point.showtimes));
  }
  await wait(bench, point.waiting);
  const trivial = await bench.caller(seatHold.spec, "trivial");
  const hold = await bench.caller(seatHold.spec);
  const requests = (call: typeof hold) => (round: number) =>
    Array.from({ length: PER_ROUND }, (_, i) => {
      const at = round * PER_ROUND + i;
      const showtime = (at % point.showtimes) + 1;
      const memberNo = Math.floor(at / point.showtimes);
      return call(bench.target(showtime), {
        memberNo,
        place: memberNo,
        holdId: holdIdOf(showtime, String(memberNo), "hold"),
        layoutVersion: 1,
        wanted: { seats: [memberNo * 2, memberNo * 2 + 1] },
      });
    });
  const [base, product] = await alternate({
    redis: bench.redis,
    url: bench.store.url,
    rounds: ROUNDS,
    contestants: [
      { name: "trivial", expected: "value", requests: requests(trivial) },
      { name: "hold", expected: "OK", requests: requests(hold) },
    ],
  });
  return base && product ? ratiosOf(product, base) : [];
}

/** Adds waiting members to the queue of the first showtime, behind the admitted ones. */
async function wait(bench: BenchShard, count: number): Promise<void> {
  const target = bench.target(1);
  for (let from = 0; from < count; from += BATCH) {
    const pipeline = bench.redis.pipeline();
    for (let i = from; i < Math.min(from + BATCH, count); i++) {
      const memberNo = 2_000_000 + i;
      pipeline.hset(placesKey({ ...target, memberNo }), memberNo, memberNo);
    }
    await pipeline.exec();
  }
  await bench.redis.hset(showtimeKey(target, "queue"), { next: 2_000_000 + count, waiting: count });
}
