import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { shardKey } from "../../server/redis/keys.js";
import { shardFence } from "../../server/redis/shard/fence.js";
import { shardGeneration } from "../../server/redis/shard/generation.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { Till } from "../../testing/stores/till.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const NO_CHAIN = "0".repeat(40);
const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");

describe("shard/generation", () => {
  let shard: TestShard;
  let till: Till;

  beforeEach(async () => {
    shard = await TestShard.open();
    till = new Till(shard.runner, { shard: shard.shard, showtime: 1 });
  });
  afterEach(() => shard.close());

  const target = () => ({ shard: shard.shard });
  const open = (generation: number, mysql = { n: 0, chain: NO_CHAIN, epoch: 1 }) => {
    shard.runner.setGeneration(shard.shard, generation);
    return shardGeneration(shard.runner, target(), mysql);
  };
  const ids = async () =>
    (await shard.admin.xrange(shardKey(shard.shard, "journal"), "-", "+")).map(([id]) => id);
  const lease = () => shardLease(shard.runner, target(), { leaseMs: 10 ** 6, durableN: 0 });

  it("goes on with the numbers of the generation before, and with its chain", async () => {
    await till.topUp(7, 100, "first");
    await open(4);
    await lease();
    await till.topUp(7, 100, "second");
    expect(await ids()).toEqual(["1-1", "4-2", "4-3"]);
    const rows = await shard.admin.xrange(shardKey(shard.shard, "journal"), "-", "+");
    const chain = rows.reduce((before, [, [, payload = ""]]) => sha1(before + payload), NO_CHAIN);
    expect((await shard.control()).chain).toBe(chain);
  });

  it("ends the lease: only the worker of the new generation may give one", async () => {
    await open(2);
    await expect(till.topUp(7, 100, "first")).rejects.toMatchObject({ code: "SALE_PAUSED" });
    expect((await shard.control()).leaseEndsAt).toBe(T0);
  });

  it("opens a generation once, however often it is asked", async () => {
    const first = await open(2);
    const before = await shard.dump();
    expect(await open(2)).toEqual(first);
    expect(await shard.dump()).toEqual(before);
  });

  it("refuses a lower generation and changes nothing", async () => {
    await open(5);
    const before = await shard.dump();
    await expect(open(4)).rejects.toMatchObject({ code: "SALE_PAUSED" });
    expect(await shard.dump()).toEqual(before);
  });

  it("opens the generation that a fence wrote", async () => {
    shard.runner.setGeneration(shard.shard, 3);
    await shardFence(shard.runner, target(), undefined);
    expect(await open(3)).toMatchObject({ n: 1 });
    expect((await shard.control()).rebuilding).toBe(0);
    expect(await ids()).toEqual(["3-1"]);
  });

  it("makes the record of a new shard", async () => {
    await shard.admin.del(shardKey(shard.shard, "control"));
    expect(await open(1, { n: 0, chain: NO_CHAIN, epoch: 9 })).toMatchObject({ n: 1 });
    expect(await shard.control()).toMatchObject({ generation: 1, epoch: 9, rebuilding: 0 });
    expect((await lease()).outcome).toBe("leased");
    expect(await shard.control()).toMatchObject({ pausedAt: 0, resumedAt: 0 });
  });

  it("marks a shard that lost everything for rebuilding: no lease before that", async () => {
    await shard.admin.del(shardKey(shard.shard, "control"));
    const chain = sha1("lost");
    expect(await open(6, { n: 41, chain, epoch: 2 })).toMatchObject({ n: 42 });
    expect(await lease()).toEqual({ outcome: "rebuilding" });
  });
});
