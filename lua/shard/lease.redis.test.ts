import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { shardFence } from "../../server/redis/shard/fence.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { shardState } from "../../server/redis/shard/state.js";
import { Till } from "../../testing/stores/till.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const LEASE_MS = 3000;
const GRACE_MS = 60_000;

describe("shard/lease, shard/fence and shard/state", () => {
  let shard: TestShard;

  beforeEach(async () => {
    shard = await TestShard.open();
    await shard.setControl({ leaseEndsAt: 0, n: 5 });
  });
  afterEach(() => shard.close());

  const target = () => ({ shard: shard.shard });
  const lease = (durableN = 5) =>
    shardLease(shard.runner, target(), { leaseMs: LEASE_MS, durableN });
  const pauses = async () => {
    const { pausedFromAt, pausedAt, resumedAt } = await shard.control();
    return { pausedFromAt, pausedAt, resumedAt };
  };

  it("grants a lease from now on, and the first one of a shard ends no pause", async () => {
    expect(await lease()).toEqual({ outcome: "leased", leaseEndsAt: T0 + LEASE_MS, n: 5 });
    expect(await pauses()).toEqual({ pausedFromAt: 0, pausedAt: 0, resumedAt: 0 });
  });

  it("renews a running lease without a pause, and never shortens it", async () => {
    await lease();
    await shard.advance(1000);
    expect(await lease()).toMatchObject({ leaseEndsAt: T0 + 1000 + LEASE_MS });
    const shorter = await shardLease(shard.runner, target(), { leaseMs: 10, durableN: 5 });
    expect(shorter).toMatchObject({ leaseEndsAt: T0 + 1000 + LEASE_MS });
    expect(await pauses()).toEqual({ pausedFromAt: 0, pausedAt: 0, resumedAt: 0 });
  });

  it("a lapsed lease was a pause from the moment it lapsed until its renewal", async () => {
    await lease();
    await shard.advance(10_000);
    await lease();
    expect(await pauses()).toEqual({
      pausedFromAt: T0 + LEASE_MS,
      pausedAt: T0 + LEASE_MS,
      resumedAt: T0 + 10_000,
    });
  });

  it("a lease renewed at the very end of the last one paused for no time, but paused", async () => {
    await lease();
    await shard.advance(LEASE_MS);
    await lease();
    const at = T0 + LEASE_MS;
    expect(await pauses()).toEqual({ pausedFromAt: at, pausedAt: at, resumedAt: at });
  });

  it.each([
    ["within the minute of grace", GRACE_MS, T0 + LEASE_MS],
    ["after it", GRACE_MS + 1, T0 + 10_000 + GRACE_MS + 1],
  ])("a second pause %s begins where it must", async (_when, gapMs, expected) => {
    await lease();
    await shard.advance(10_000);
    await shardLease(shard.runner, target(), { leaseMs: gapMs, durableN: 5 });
    await shard.advance(gapMs + 5000);
    await lease();
    expect(await pauses()).toEqual({
      pausedFromAt: expected,
      pausedAt: T0 + 10_000 + gapMs,
      resumedAt: T0 + 15_000 + gapMs,
    });
  });

  it("what was held before a pause may be paid a minute after it", async () => {
    await lease();
    const till = new Till(shard.runner, await shard.putShowtime({ sale: { hold_ms: 5000 } }));
    await shard.admit(1, 7);
    await till.hold(7, "held", [1]);
    await shard.advance(100_000);
    await lease();
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: T0 + 10 ** 6 });
    await shard.advance(GRACE_MS - 1);
    const payment = { memberNo: 7, payId: "p", holdId: "held", amount: 1000 };
    expect(await till.confirm(payment)).toMatchObject({ state: "confirmed" });
  });

  it("gives no lease while MySQL has more than this Redis", async () => {
    const before = await shard.dump();
    expect(await lease(6)).toEqual({ outcome: "behind", n: 5 });
    expect(await shard.dump()).toEqual(before);
  });

  it.each([1, 2, 3])("gives no lease while the shard is being rebuilt (%p)", async (rebuilding) => {
    await shard.setControl({ leaseEndsAt: 0, n: 5, rebuilding });
    const before = await shard.dump();
    expect(await lease()).toEqual({ outcome: "rebuilding" });
    expect(await shard.dump()).toEqual(before);
  });

  it("gives no lease under another generation", async () => {
    await shard.setControl({ generation: 2, leaseEndsAt: 0 });
    await expect(lease()).rejects.toMatchObject({ code: "SALE_PAUSED" });
  });

  it("a fence ends the lease now; the next lease ends the pause it began", async () => {
    await lease();
    await shard.advance(1000);
    const fenced = await shardFence(shard.runner, target(), undefined);
    expect(fenced).toMatchObject({ n: 5, rebuilding: { isRebuilt: false, isUnopened: false } });
    const state = await shardState(shard.runner, target(), undefined);
    expect(state).toMatchObject({ leaseEndsAt: T0 + 1000, now: T0 + 1000, n: 5, epoch: 1 });
    await shard.advance(500);
    await lease();
    expect(await pauses()).toEqual({
      pausedFromAt: T0 + 1000,
      pausedAt: T0 + 1000,
      resumedAt: T0 + 1500,
    });
  });

  it("a fence never lengthens a lease that is over", async () => {
    await lease();
    await shard.advance(9000);
    await shardFence(shard.runner, target(), undefined);
    expect((await shard.control()).leaseEndsAt).toBe(T0 + LEASE_MS);
  });

  it("a fence writes a higher generation and refuses a lower one", async () => {
    shard.runner.setGeneration(shard.shard, 3);
    const fenced = await shardFence(shard.runner, target(), undefined);
    expect(fenced.rebuilding).toEqual({ isRebuilt: false, isUnopened: true });
    expect((await shard.control()).generation).toBe(3);
    expect(await lease()).toEqual({ outcome: "rebuilding" });
    shard.runner.setGeneration(shard.shard, 2);
    const before = await shard.dump();
    const old = shardFence(shard.runner, target(), undefined);
    await expect(old).rejects.toMatchObject({ code: "SALE_PAUSED" });
    expect(await shard.dump()).toEqual(before);
  });

  it("tells the state of a shard that has no record", async () => {
    await shard.admin.del(`{s${shard.shard}}:control`);
    const state = await shardState(shard.runner, target(), undefined);
    expect(state).toMatchObject({ generation: 0, n: 0, chain: "0".repeat(40) });
  });
});
