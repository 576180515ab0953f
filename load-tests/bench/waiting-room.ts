// What the waiting room costs Redis, however long the queue is: a join against a script that does
// nothing, and the admission tick that calls nobody against a PING.
import { placesKey, showtimeKey } from "../../server/redis/keys.js";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import type { House } from "./house.js";
import { encodeRequest } from "./resp.js";
import { ratio, type Figure } from "./report.js";
import { alternate, ratiosOf, spreadOf, type Contestant, type Measured } from "./rounds.js";

const SHOWTIME = 1;
const PER_ROUND = 2000;
const ROUNDS = 10;
const FEW = 10_000;
const MANY = 1_000_000;
const BATCH = 10_000;
/** Trivial calls per join of one core, seen from the other side: ≥ 0.30 of their rate. */
const JOIN_GOAL = 3.33;

export async function benchWaitingRoom(house: House): Promise<Figure[]> {
  await house.empty();
  await house.provision(SHOWTIME, 50);
  await house.redis.hset(showtimeKey(house.target(SHOWTIME), "sale"), "max_active", 0);
  await queueUp(house, 0, FEW);
  const [trivial, few] = await joins(house, 2 * MANY);
  await queueUp(house, FEW, MANY);
  const [trivialLater, many] = await joins(house, 3 * MANY);
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
    { ...(await tick(house)), goal: 1.3 },
  ];
}

/** People who joined before; as the scripts leave them, but faster. */
async function queueUp(house: House, from: number, to: number): Promise<void> {
  const target = house.target(SHOWTIME);
  for (let first = from; first < to; first += BATCH) {
    const pipeline = house.redis.pipeline();
    for (let memberNo = first; memberNo < first + BATCH; memberNo++) {
      pipeline.hset(placesKey({ ...target, memberNo }), memberNo, memberNo + 1);
    }
    await pipeline.exec();
  }
  await house.redis.hset(showtimeKey(target, "queue"), { next: to, waiting: to });
}

async function joins(house: House, firstMember: number): Promise<Measured[]> {
  const trivial = await house.caller(queueJoin.spec, "trivial");
  const join = await house.caller(queueJoin.spec);
  const requests = (call: typeof join) => (round: number) =>
    Array.from({ length: PER_ROUND }, (_, i) => {
      const memberNo = firstMember + round * PER_ROUND + i;
      return call(house.target(SHOWTIME, memberNo), { memberNo });
    });
  const contestants: Contestant[] = [
    { name: "trivial", expected: "value", requests: requests(trivial) },
    { name: "join", expected: "OK", requests: requests(join) },
  ];
  return alternate({ redis: house.redis, url: house.store.url, rounds: ROUNDS, contestants });
}

/** One caller, one call after the other: wall time of the round trip. */
async function tick(house: House): Promise<Figure> {
  const admit = (await house.caller(queueAdmit.spec))(house.target(SHOWTIME), { limit: 500 });
  const ping = encodeRequest(["PING"]);
  const contestants: Contestant[] = [
    { name: "ping", expected: "value", requests: () => Array<Buffer>(PER_ROUND).fill(ping) },
    { name: "admit", expected: "OK", requests: () => Array<Buffer>(PER_ROUND).fill(admit) },
  ];
  const [base, product] = await alternate({
    redis: house.redis,
    url: house.store.url,
    rounds: ROUNDS,
    crowd: { connections: 1, pipeline: 1 },
    clock: "wall",
    contestants,
  });
  const name = "queue/admit that calls nobody / PING, round trip, 1,000,000 waiting";
  if (!base || !product) throw new Error("nothing was measured");
  return ratio(name, product, base);
}
