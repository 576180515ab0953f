// The cost of the waiting room for Redis, with a short and a long queue: a join compared with a
// script that does nothing, and an admission that calls no place compared with a PING.
import { placesKey, showtimeKey } from "../../server/redis/keys.js";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import type { BenchShard } from "./bench-shard.js";
import { encodeRequest } from "./resp.js";
import { ratio, type Figure } from "./report.js";
import { alternate, ratiosOf, spreadOf, type Contestant, type Measured } from "./rounds.js";

const SHOWTIME = 1;
const PER_ROUND = 2000;
const ROUNDS = 10;
const FEW = 10_000;
const MANY = 1_000_000;
const BATCH = 10_000;
/** At most 3.3 × the trivial script: so one core makes at least 0.30 joins per trivial call. */
const JOIN_GOAL = 3.3;

/** Measures joins and admissions. */
export async function benchWaitingRoom(bench: BenchShard): Promise<Figure[]> {
  await bench.empty();
  await bench.provision(SHOWTIME, 50);
  await bench.redis.hset(showtimeKey(bench.target(SHOWTIME), "sale"), "max_active", 0);
  await queueUp(bench, 0, FEW);
  const [trivial, few] = await joins(bench, 2 * MANY);
  await queueUp(bench, FEW, MANY);
  const [trivialLater, many] = await joins(bench, 3 * MANY);
  if (!trivial || !few || !trivialLater || !many) return [];
  const atFew = spreadOf(ratiosOf(few, trivial)).median;
  const growth = ratiosOf(many, trivialLater).map((value) => value / atFew);
  return [
    ratio("queue/join / trivial, 10,000 waiting", few, trivial, JOIN_GOAL),
    {
      name: "queue/join, 1,000,000 / 10,000 waiting",
      spread: spreadOf(growth),
      unit: "×",
      goal: 1.05,
    },
    { ...(await tick(bench)), goal: 1.3 },
  ];
}

/** Writes waiting members in the form in which the scripts write them, only faster. */
async function queueUp(bench: BenchShard, from: number, to: number): Promise<void> {
  const target = bench.target(SHOWTIME);
  for (let first = from; first < to; first += BATCH) {
    const pipeline = bench.redis.pipeline();
    for (let memberNo = first; memberNo < first + BATCH; memberNo++) {
      pipeline.hset(placesKey({ ...target, memberNo }), memberNo, memberNo + 1);
    }
    await pipeline.exec();
  }
  await bench.redis.hset(showtimeKey(target, "queue"), { next: to, waiting: to });
}

async function joins(bench: BenchShard, firstMember: number): Promise<Measured[]> {
  const trivial = await bench.caller(queueJoin.spec, "trivial");
  const join = await bench.caller(queueJoin.spec);
  const requests = (call: typeof join) => (round: number) =>
    Array.from({ length: PER_ROUND }, (_, i) => {
      const memberNo = firstMember + round * PER_ROUND + i;
      return call(bench.target(SHOWTIME, memberNo), { memberNo });
    });
  const contestants: Contestant[] = [
    { name: "trivial", expected: "value", requests: requests(trivial) },
    { name: "join", expected: "OK", requests: requests(join) },
  ];
  return alternate({ redis: bench.redis, url: bench.store.url, rounds: ROUNDS, contestants });
}

/** The wall time of one admission after the other by one caller. */
async function tick(bench: BenchShard): Promise<Figure> {
  const admit = (await bench.caller(queueAdmit.spec))(bench.target(SHOWTIME), { limit: 500 });
  const ping = encodeRequest(["PING"]);
  const contestants: Contestant[] = [
    { name: "ping", expected: "value", requests: () => Array<Buffer>(PER_ROUND).fill(ping) },
    { name: "admit", expected: "OK", requests: () => Array<Buffer>(PER_ROUND).fill(admit) },
  ];
  const [base, product] = await alternate({
    redis: bench.redis,
    url: bench.store.url,
    rounds: ROUNDS,
    crowd: { connections: 1, pipeline: 1 },
    clock: "wall",
    contestants,
  });
  const name = "queue/admit that calls no place / PING, round trip, 1,000,000 waiting";
  if (!base || !product) throw new Error("nothing was measured");
  return ratio(name, product, base);
}
