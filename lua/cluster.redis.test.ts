// The same scripts on a Redis Cluster of three masters: 16 shards, each with a showtime of its own,
// and every payment between a showtime in one shard and a wallet in another.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { differences } from "../server/audit/facts.js";
import { violationsIn } from "../server/audit/invariants.js";
import { redisFacts } from "../server/audit/redis-facts.js";
import { ShardReplay } from "../server/audit/replay.js";
import type { AppError } from "../server/errors.js";
import { connectCommands, disconnect, type RedisClient } from "../server/redis/client.js";
import { queueAdmit } from "../server/redis/queue/admit.js";
import { queueEnter } from "../server/redis/queue/enter.js";
import { queueJoin } from "../server/redis/queue/join.js";
import { ScriptRunner } from "../server/redis/script-runner.js";
import { seatRelease } from "../server/redis/seat/release.js";
import { lastEntries } from "../server/redis/journal/contents.js";
import { shardGeneration } from "../server/redis/shard/generation.js";
import { shardLease } from "../server/redis/shard/lease.js";
import { shardState } from "../server/redis/shard/state.js";
import { showProvision, type ShowProvisionInput } from "../server/redis/show/provision.js";
import { showSnapshot } from "../server/redis/show/snapshot.js";
import { startRedisCluster, type RedisCluster } from "../testing/stores/redis-cluster.js";
import { PATIENCE_MS } from "../testing/kit/until.js";
import { Till, type Payment } from "../testing/stores/till.js";

const SHARDS = 16;
const PRICE = 700;
const FIRST_SHOW = 100;
const BALANCE = 10_000;
const RACERS = 50;
const JOURNAL_MAX = 10_000;
const shards = Array.from({ length: SHARDS }, (_, shard) => shard);

const seat = { section: "A", row: "1", priceClass: 0, accessible: false, aisle: false };
const SHOW: ShowProvisionInput = {
  layoutVersion: 1,
  queueOpensAt: undefined,
  salesOpenAt: 0,
  salesCloseAt: undefined,
  priceClasses: [{ price: PRICE }],
  areas: [{ capacity: 10, priceClass: 0 }],
  seats: Array.from({ length: 20 }, () => seat),
  policy: {
    ...{ mode: "open", maxActive: 500, perMinute: 60_000 },
    ...{ holdMs: 300_000, sessionMs: 600_000, maxPerUser: 4 },
  },
};

describe("the scripts on a Redis Cluster", () => {
  let cluster: RedisCluster;
  let client: RedisClient;
  let runner: ScriptRunner;

  beforeAll(async () => {
    cluster = await startRedisCluster();
    client = await connectCommands({ url: cluster.urls.join(","), commandTimeoutMs: PATIENCE_MS });
    runner = new ScriptRunner({ client, readGeneration: () => Promise.resolve(1) });
    for (const shard of shards) {
      await shardGeneration(runner, { shard }, { n: 0, chain: "0".repeat(40), epoch: 1 });
      await shardLease(runner, { shard }, { leaseMs: 3_600_000, durableN: 0 });
      await showProvision(runner, showtimeOf(shard), SHOW);
    }
  });
  afterAll(async () => {
    disconnect(client);
    await cluster.stop();
  });

  const showtimeOf = (shard: number) => ({ shard, showtime: FIRST_SHOW + shard });
  const till = (shard: number): Till =>
    new Till(runner, showtimeOf(shard), (memberNo) => memberNo % SHARDS);

  /** Joins, is called and enters; @returns the place */
  const admitted = async (shard: number, memberNo: number): Promise<number> => {
    const { place } = await queueJoin(runner, showtimeOf(shard), { memberNo });
    for (let round = 0; round < 100; round++) {
      await queueAdmit(runner, showtimeOf(shard), { limit: 500 });
      const entered = await queueEnter(runner, showtimeOf(shard), { memberNo, place });
      if (entered.status === "admitted") return place;
    }
    throw new Error(`member ${memberNo} was never admitted`);
  };

  const replayOf = async (shard: number): Promise<ShardReplay> => {
    const replay = new ShardReplay(shard);
    for (const line of await lastEntries(client, shard, JOURNAL_MAX)) replay.take(line);
    return replay;
  };

  it("spreads the shards over all three masters", async () => {
    const sizes = await Promise.all(
      cluster.nodes.map(async ({ url }) => {
        const node = await connectCommands({ url });
        const size = await node.dbsize();
        disconnect(node);
        return size;
      }),
    );
    expect(sizes.every((size) => size > 0)).toBe(true);
  });

  it.each(shards)(
    "G1 G4 G10 C1 F1 a booking goes from the queue to its refund (shard %p)",
    async (shard) => {
      const at = till(shard);
      const memberNo = 1000 + 17 * shard + 1;
      expect(at.wallet(memberNo).shard).not.toBe(shard);
      const place = await admitted(shard, memberNo);
      await at.topUp(memberNo, BALANCE, `top-up-${memberNo}`);
      await at.hold(memberNo, `paid-${shard}`, [1, 2], place);
      await at.hold(memberNo, `lapsed-${shard}`, [3], place);
      const paid: Payment = {
        ...{ memberNo, payId: `pay-${shard}`, holdId: `paid-${shard}`, amount: 2 * PRICE },
      };
      expect(await at.pay(paid)).toMatchObject({ state: "confirmed", seats: [1, 2] });
      expect(await at.balance(memberNo)).toEqual({ available: BALANCE - 2 * PRICE, authorised: 0 });

      const refused = { ...paid, payId: `refused-${shard}` };
      await at.authorise(refused);
      expect(await at.confirm(refused)).toMatchObject({ reason: "ALREADY_PAID" });
      expect(await at.voidIt(refused)).toMatchObject({ state: "voided" });

      const given = { memberNo, holdId: `lapsed-${shard}`, opId: `release-${shard}` };
      await seatRelease(runner, showtimeOf(shard), given);
      await at.cancel(paid);
      await at.refund(paid);
      await at.refunded(paid);
      expect(await at.balance(memberNo)).toEqual({ available: BALANCE, authorised: 0 });
    },
  );

  it("D5 reads the map of every showtime, whichever master has it", async () => {
    for (const shard of shards) {
      const { n, states } = await showSnapshot(runner, showtimeOf(shard));
      const end = await shardState(runner, { shard });
      expect({ shard, n, seats: states.length }).toEqual({ shard, n: end.n, seats: 20 });
    }
  });

  it("E3 I1 of 50 members who want one seat at once exactly one holds it", async () => {
    const shard = 7;
    const members = Array.from({ length: RACERS }, (_, i) => 5000 + i);
    const places = await Promise.all(members.map((memberNo) => admitted(shard, memberNo)));
    const outcomes = await Promise.allSettled(
      members.map((memberNo, i) => till(shard).hold(memberNo, `race-${memberNo}`, [9], places[i])),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const reasons = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [outcome.reason as AppError] : [],
    );
    expect(new Set(reasons.map(({ code }) => code))).toEqual(new Set(["SEAT_TAKEN"]));
  });

  it("I1 I2 I3 I4 I5 I6 I8 I9 I11 hold over all shards together", async () => {
    const replays = await Promise.all(shards.map(replayOf));
    expect(violationsIn(replays)).toEqual([]);
    for (const replay of replays) {
      const { now, n, chain } = await shardState(runner, { shard: replay.shard });
      expect([replay.n, replay.chain]).toEqual([n, chain]);
      expect(differences(await redisFacts(client, replay.shard), replay, now)).toEqual([]);
    }
  });
});
