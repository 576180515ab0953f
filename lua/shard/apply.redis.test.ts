// A long random story in one shard, then the same shard built again from nothing but its journal:
// letter by letter the same, by Redis's own scripts and by the replay that the audit uses.
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { differences } from "../../server/audit/facts.js";
import { redisFacts } from "../../server/audit/redis-facts.js";
import { ShardReplay, type JournalLine } from "../../server/audit/replay.js";
import { AppError } from "../../server/errors.js";
import { applyEntry } from "../../server/redis/shard/apply-entry.js";
import { parseEntry } from "../../server/journal/entry.js";
import { chainAfter } from "../../server/redis/journal/stream.js";
import { shardKey } from "../../server/redis/keys.js";
import { seatChange } from "../../server/redis/seat/change.js";
import { seatRelease } from "../../server/redis/seat/release.js";
import { seatSweep } from "../../server/redis/seat/sweep.js";
import { shardClear } from "../../server/redis/shard/clear.js";
import { shardKeys } from "../../server/redis/journal/contents.js";
import { shardFence } from "../../server/redis/shard/fence.js";
import { shardGeneration } from "../../server/redis/shard/generation.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { shardRebuild } from "../../server/redis/shard/rebuild.js";
import { showBlock } from "../../server/redis/show/block.js";
import { showPolicy } from "../../server/redis/show/policy.js";
import { showUnblock } from "../../server/redis/show/unblock.js";
import { Till, type Payment } from "../../testing/stores/till.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const STEPS = 400;
const SEEDS = [1, 2, 3, 4, 5];
const NO_CHAIN = "0".repeat(40);
const MEMBERS = [7, 8, 300];
const WAITING_ROOM = /:(queue|places:\d+|called|active|sessions|returning|left|departures)$/;

describe("shard/apply, shard/rebuild and shard/clear", () => {
  let shard: TestShard;
  let till: Till;

  beforeEach(async () => {
    shard = await TestShard.open();
    const areas = [{ capacity: 20, priceClass: 0 }];
    till = new Till(shard.racer, await shard.putShowtime({ seats: 12, areas }));
  });
  afterEach(() => shard.close());

  const lines = async (): Promise<JournalLine[]> => {
    const rows = await shard.admin.xrange(shardKey(shard.shard, "journal"), "-", "+");
    let chain = NO_CHAIN;
    return rows.map(([id, [, payload = ""]]) => {
      chain = chainAfter(chain, payload);
      return { n: Number(id.split("-")[1]), payload, chain };
    });
  };
  const kinds = new Set<string>();
  const replayOf = (journal: readonly JournalLine[]): ShardReplay => {
    const replay = new ShardReplay(shard.shard);
    for (const line of journal) {
      replay.take(line);
      kinds.add(parseEntry(line.payload).kind);
    }
    return replay;
  };
  const facts = () => redisFacts(shard.admin, shard.shard);
  const apply = ({ n, payload, chain = "" }: JournalLine) =>
    applyEntry(shard.runner, shard.shard, { n, payload, chain });

  /** Every key of the shard as it is, and as it was. */
  const bytesOf = async (): Promise<Map<string, Buffer>> => {
    const found = new Map<string, Buffer>();
    for (const key of await shard.keys()) {
      const bytes = await shard.admin.dumpBuffer(key);
      if (bytes) found.set(key, bytes);
    }
    return found;
  };
  const putBytes = async (keys: ReadonlyMap<string, Buffer>): Promise<void> => {
    await shard.admin.unlink(...(await shard.keys()));
    for (const [key, bytes] of keys) await shard.admin.restore(key, 0, bytes);
  };

  /** Everything that can happen in a shard, at random and with the clock moving. */
  const story = async (seed: number, steps = STEPS): Promise<void> => {
    const random = fc.sample(fc.nat(), { numRuns: STEPS * 4, seed });
    let at = 0;
    const pick = <T>(from: readonly T[]): T => from[(random[at++] ?? 0) % from.length] as T;
    const holdId = () => `hold-${pick([1, 2, 3, 4, 5, 6, 7, 8, 9])}-${pick([1, 2, 3])}`;
    const { runner, showtime } = till;
    const paid: Payment[] = [];
    const pay = async (payment: Payment): Promise<void> => {
      if ((await till.pay(payment)).state === "confirmed") paid.push(payment);
    };
    const settle = async (payment: Payment): Promise<void> => {
      if ((await till.settle(payment))?.state === "confirmed") paid.push(payment);
    };
    for (let step = 0; step < steps; step++) {
      const memberNo = pick(MEMBERS);
      const seat = pick([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
      const id = holdId();
      const payment = { memberNo, holdId: id, payId: `pay-${memberNo}-${id}`, amount: 2000 };
      const opId = `op-${seed}-${step}`;
      const acts: readonly (() => Promise<unknown>)[] = [
        () => till.topUp(memberNo, 3000, opId),
        () => shard.admit(1, memberNo),
        () => till.hold(memberNo, id, [seat, seat + 1]),
        () => till.hold(memberNo, id, [seat, seat + 1]),
        () => till.holdUnits(memberNo, id, 2),
        () =>
          seatChange(runner, showtime, {
            memberNo,
            holdId: id,
            opId,
            layoutVersion: 1,
            seats: [seat],
          }),
        () => seatRelease(runner, showtime, { memberNo, holdId: id, opId }),
        () => till.authorise(payment),
        () => pay(payment),
        () => pay(payment),
        () => pay(payment),
        () => settle(payment),
        () => settle(payment),
        () => till.resolve(payment),
        () => till.voidIt(payment),
        () => till.cancel(pick([payment, ...paid])),
        () => till.refund(pick([payment, ...paid])),
        () => till.refunded(pick([payment, ...paid])),
        () => showBlock(runner, showtime, { opId, layoutVersion: 1, seats: [seat] }),
        () => showUnblock(runner, showtime, { opId, layoutVersion: 1, seats: [seat] }),
        () => showPolicy(runner, showtime, { opId, state: pick(["open", "paused"] as const) }),
        () => shard.advance(pick([1000, 60_000, 200_000])),
        () => seatSweep(runner, showtime, { limit: 500 }),
      ];
      await pick(acts)().catch((error: unknown) => {
        if (!(error instanceof AppError)) throw error;
      });
    }
  };

  it.each(SEEDS)(
    "I11 Redis is the replay of its journal after any story (seed %p)",
    async (seed) => {
      await story(seed);
      const journal = await lines();
      const replay = replayOf(journal);
      expect(journal.length).toBeGreaterThan(STEPS / 8);
      expect(replay.violations).toEqual([]);
      expect(differences(await facts(), replay, await shard.now())).toEqual([]);
      expect(replay.chain).toBe((await shard.control()).chain);
    },
  );

  it.each(SEEDS)("I11 a shard built again from its journal is the same (seed %p)", async (seed) => {
    await story(seed);
    await seatSweep(till.runner, till.showtime, { limit: 500 });
    const journal = await lines();
    const before = await facts();
    const { clock } = await shard.control();
    shard.runner.setGeneration(shard.shard, 2);
    const target = { shard: shard.shard };
    await shardRebuild(shard.runner, target, { stage: "begin", epoch: 2 });
    const all = await shardKeys(shard.admin, shard.shard);
    const keys = all.filter((key) => !key.endsWith(":control") && !WAITING_ROOM.test(key));
    expect(await shardClear(shard.runner, target, { keys })).toMatchObject({ outcome: "cleared" });
    await shard.putShowtime({ seats: 12, areas: [{ capacity: 20, priceClass: 0 }] });
    for (const line of journal) await apply(line);
    const { n, chain = "" } = journal.at(-1) as JournalLine;
    await shardRebuild(shard.runner, target, { stage: "end", n, chain });

    expect(await shard.control()).toMatchObject({ n, chain, epoch: 2, generation: 2, clock });
    expect(differences(await facts(), replayOf(journal), clock)).toEqual([]);
    const forgotten = ([name]: readonly [string, string]) => !/ (hold|deadline) /.test(name);
    const rebuilt = new Map([...(await facts())].filter(forgotten));
    expect(rebuilt).toEqual(new Map([...before].filter(forgotten)));
    const opened = await shardGeneration(shard.runner, target, { n: 0, chain: NO_CHAIN, epoch: 2 });
    expect(opened.n).toBe(n + 1);
    const lease = { leaseMs: 10 ** 6, durableN: n + 1 };
    expect(await shardLease(shard.runner, target, lease)).toMatchObject({ outcome: "leased" });
    await new Till(shard.runner, till.showtime).topUp(7, 100, "after");
    expect(await lines()).toHaveLength(3);
  });

  it.each(SEEDS)("I11 what an older Redis lacks is put back (seed %p)", async (seed) => {
    await story(seed, STEPS / 2);
    const old = await bytesOf();
    const { n } = await shard.control();
    await story(seed + 100, STEPS / 2);
    const journal = await lines();
    const now = await shard.now();
    await putBytes(old);
    shard.runner.setGeneration(shard.shard, 2);
    const target = { shard: shard.shard };
    const fenced = await shardFence(shard.runner, target);
    expect(fenced).toMatchObject({ n, chain: journal[n - 1]?.chain });
    for (const line of journal.slice(n)) await apply(line);
    const opened = await shardGeneration(shard.runner, target, { n: 0, chain: NO_CHAIN, epoch: 1 });
    expect(opened.n).toBe(journal.length + 1);
    expect(differences(await facts(), replayOf(await lines()), now)).toEqual([]);
    expect(await lines()).toHaveLength(journal.length + 1);
  });

  it("I11 these stories tell every kind of entry there is", () => {
    const decided = ["held", "ended", "sold", "cancelled", "refused", "tombstoned", "refunded"];
    const moved = ["paid", "authorised", "captured", "voided", "credited"];
    const ruled = ["sale", "blocked", "unblocked", "generation"];
    expect([...kinds].sort()).toEqual([...decided, ...moved, ...ruled].sort());
  });

  it("takes a number once, refuses a gap, and stops at an entry of another chain", async () => {
    await till.topUp(7, 100, "a");
    await till.topUp(7, 100, "b");
    const [first, second] = (await lines()) as [JournalLine, JournalLine];
    shard.runner.setGeneration(shard.shard, 2);
    await shardRebuild(shard.runner, { shard: shard.shard }, { stage: "begin", epoch: 2 });
    expect(await apply(second)).toEqual({ outcome: "gap", n: 0 });
    const wrong = { ...first, chain: chainAfter(NO_CHAIN, "another") };
    await expect(apply(wrong)).rejects.toThrow("ASSERT");
    expect(await apply(first)).toEqual({ outcome: "applied", n: 1 });
    const before = await shard.dump();
    expect(await apply(first)).toEqual({ outcome: "applied", n: 1 });
    expect(await shard.dump()).toEqual(before);
  });

  it("ends a rebuilding only where MySQL's journal ends", async () => {
    await till.topUp(7, 100, "a");
    const [first] = (await lines()) as [JournalLine];
    shard.runner.setGeneration(shard.shard, 2);
    const target = { shard: shard.shard };
    await shardRebuild(shard.runner, target, { stage: "begin", epoch: 2 });
    const { n, chain = "" } = first;
    const end = { stage: "end", n, chain } as const;
    expect(await shardRebuild(shard.runner, target, end)).toEqual({ outcome: "gap", n: 0 });
    await apply(first);
    const another = { ...end, chain: NO_CHAIN };
    expect(await shardRebuild(shard.runner, target, another)).toEqual({ outcome: "gap", n: 1 });
    expect(await shardRebuild(shard.runner, target, end)).toMatchObject({ outcome: "done" });
    expect(await shardRebuild(shard.runner, target, end)).toMatchObject({ outcome: "done" });
    shard.runner.setGeneration(shard.shard, 1);
    const old = shardRebuild(shard.runner, target, { stage: "begin", epoch: 3 });
    await expect(old).rejects.toMatchObject({ code: "SALE_PAUSED" });
  });

  it("clears nothing of a shard that is not being rebuilt", async () => {
    const before = await shard.dump();
    const keys = [shard.showtime(1, "seats")];
    const cleared = await shardClear(shard.runner, { shard: shard.shard }, { keys });
    expect(cleared).toEqual({ outcome: "not-rebuilding" });
    expect(await shard.dump()).toEqual(before);
  });
});
