import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { showPolicy, type LiveSaleState } from "../../server/redis/show/policy.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("show/policy", () => {
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShowtime({ showtime });
  });

  const go = (state: LiveSaleState, opId: string = state) =>
    showPolicy(shard.runner, target, { opId, state });
  const pauses = () =>
    shard.admin.hmget(
      shard.showtime(showtime, "sale"),
      ...["paused_from", "paused_at", "resumed_at"],
    );

  it("changes the live sale at once, and journals the whole of it", async () => {
    const sale = await showPolicy(shard.runner, target, { opId: "a", maxActive: 9, mode: "open" });
    expect(sale).toMatchObject({ state: "open", mode: "open", maxActive: 9, perMinute: 6000 });
    expect(await shard.admin.hget(shard.showtime(showtime, "sale"), "max_active")).toBe("9");
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "sale",
      op: "show/policy:a",
      maxActive: 9,
      mode: "open",
      unsold: 50,
    });
  });

  it("gives the same answer to the same operation id", async () => {
    const first = await go("paused");
    await shard.advance(5000);
    const before = await shard.dump();
    expect(await go("paused")).toEqual(first);
    expect(await shard.dump()).toEqual(before);
  });

  it.each([
    ["paused", "open"],
    ["paused", "closed"],
    ["paused", "cancelled"],
    ["closed", "cancelled"],
  ] as const)("goes from open to %s to %s", async (first, second) => {
    await go(first);
    await expect(go(second)).resolves.toMatchObject({ state: second });
  });

  it.each([
    ["closed", "open"],
    ["closed", "paused"],
    ["cancelled", "open"],
    ["cancelled", "closed"],
  ] as const)("refuses the step from %s to %s and changes nothing", async (from, to) => {
    await go(from);
    const before = await shard.dump();
    await expect(go(to)).rejects.toMatchObject({ code: "INVALID_STATE", meta: { from, to } });
    expect(await shard.dump()).toEqual(before);
  });

  it("refuses an unknown showtime, and anything without a lease", async () => {
    const record = await shard.control();
    const unknown = { ...target, showtime: 1_000_000 };
    const before = await shard.dump();
    await expect(showPolicy(shard.runner, unknown, { opId: "a" })).rejects.toMatchObject({
      code: "SHOWTIME_NOT_FOUND",
    });
    await shard.setControl({ ...record, leaseEndsAt: record.clock });
    await expect(go("paused")).rejects.toMatchObject({ code: "SALE_PAUSED" });
    await shard.setControl(record);
    expect(await shard.dump()).toEqual(before);
  });

  it("dates a pause; one within a minute of the last goes on from where that began", async () => {
    const t = await shard.now();
    await go("paused", "1");
    await shard.advance(1000);
    await go("open", "2");
    expect(await pauses()).toEqual([t, t, t + 1000].map(String));
    await shard.advance(59_999);
    await go("paused", "3");
    expect(await pauses()).toEqual([t, t + 60_999, t + 1000].map(String));
    await go("open", "4");
    await shard.advance(60_000);
    await go("paused", "5");
    expect(await pauses()).toEqual([t + 120_999, t + 120_999, t + 60_999].map(String));
  });

  it("a pause in the millisecond of the resume is a pause", async () => {
    for (const [opId, state] of [
      ["1", "paused"],
      ["2", "open"],
      ["3", "paused"],
    ] as const) {
      await go(state, opId);
    }
    const [, pausedAt, resumedAt] = await pauses();
    expect(Number(pausedAt)).toBeGreaterThan(Number(resumedAt));
  });

  it("a pause that ends in closing has ended", async () => {
    await go("paused");
    await shard.advance(1000);
    await go("closed");
    const [, pausedAt, resumedAt] = await pauses();
    expect(Number(resumedAt)).toBeGreaterThan(Number(pausedAt));
  });

  it("has one winner of 50 who take different steps at once", async () => {
    const steps = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        showPolicy(shard.racer, target, {
          opId: `race-${i}`,
          state: i % 2 === 0 ? "closed" : "paused",
        }),
      ),
    );
    const states = await shard.entries();
    const kept = states.filter((entry) => entry.kind === "sale" && entry.showtime === showtime);
    expect(kept).toHaveLength(steps.filter(({ status }) => status === "fulfilled").length);
    expect(kept.at(-1)).toMatchObject({ state: "closed" });
  });
});
