import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { showPolicy } from "../../server/redis/show/policy.js";
import { showProvision, type ShowProvisionInput } from "../../server/redis/show/provision.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const POLICY = {
  mode: "fifo",
  maxActive: 500,
  perMinute: 6000,
  holdMs: 300_000,
  sessionMs: 600_000,
  maxPerUser: 4,
} as const;

const seat = (row: string, priceClass: number, more = {}) => ({
  section: "A",
  row,
  priceClass,
  accessible: false,
  aisle: false,
  ...more,
});

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("show/provision", () => {
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeEach(() => {
    showtime += 1;
    target = { shard: shard.shard, showtime };
  });

  const input = (more: Partial<ShowProvisionInput> = {}): ShowProvisionInput => ({
    layoutVersion: 1,
    queueOpensAt: undefined,
    salesOpenAt: T0 + 60_000,
    salesCloseAt: undefined,
    priceClasses: [{ price: 1000 }, { price: 2500 }],
    areas: [{ capacity: 10, priceClass: 1 }],
    seats: [
      seat("1", 0),
      seat("1", 0, { aisle: true }),
      seat("1", 0),
      seat("2", 1, { accessible: true }),
    ],
    policy: POLICY,
    ...more,
  });
  const saleOf = () => shard.admin.hgetall(shard.showtime(showtime, "sale"));
  const bytesOf = (name: "seats" | "plan" | "rows") =>
    shard.admin.getBuffer(shard.showtime(showtime, name));

  it("loads layout, prices, stock, times and policy, and journals that it did", async () => {
    const made = await showProvision(shard.runner, target, input());
    expect(made).toEqual({ layoutVersion: 1, created: true });
    expect(await bytesOf("seats")).toEqual(Buffer.alloc(4));
    expect(await bytesOf("plan")).toEqual(Buffer.from([0, 128, 128, 1 | 64 | 128]));
    expect(await bytesOf("rows")).toEqual(Buffer.from([0, 0, 0, 0, 0, 0, 0, 3]));
    expect(await shard.admin.hgetall(shard.showtime(showtime, "stock"))).toEqual({ 0: "10 10 1" });
    expect(await saleOf()).toMatchObject({ state: "open", layout: "1", unsold: "14", op: "-" });
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "provisioned",
      op: `show/provision:${showtime}:1`,
      seatCount: 4,
      unsold: 14,
    });
  });

  it("repeated it changes nothing", async () => {
    await showProvision(shard.runner, target, input());
    const before = await shard.dump();
    expect(await showProvision(shard.runner, target, input())).toMatchObject({ created: false });
    expect(await shard.dump()).toEqual(before);
  });

  it("repeated on a live sale keeps seats, stock, state and policy, and refreshes times", async () => {
    await showProvision(shard.runner, target, input());
    await showPolicy(shard.runner, target, { opId: "a", maxActive: 9, state: "paused" });
    await shard.admin.setrange(shard.showtime(showtime, "seats"), 2, "\u0002");
    await shard.admin.hset(shard.showtime(showtime, "stock"), 0, "3 10 1");
    await showProvision(shard.runner, target, input({ salesCloseAt: T0 + 99_000 }));
    expect(await bytesOf("seats")).toEqual(Buffer.from([0, 0, 2, 0]));
    expect(await saleOf()).toMatchObject({
      state: "paused",
      max_active: "9",
      closes_at: String(T0 + 99_000),
    });
    expect(await shard.admin.hget(shard.showtime(showtime, "stock"), "0")).toBe("3 10 1");
  });

  it("takes a new layout before the opening", async () => {
    await showProvision(shard.runner, target, input());
    await shard.admin.setrange(shard.showtime(showtime, "seats"), 0, "\u0003");
    const next = input({ layoutVersion: 2, seats: [seat("1", 0), seat("1", 0)], areas: [] });
    expect(await showProvision(shard.runner, target, next)).toEqual({
      layoutVersion: 2,
      created: true,
    });
    expect(await bytesOf("seats")).toEqual(Buffer.alloc(2));
    expect(await saleOf()).toMatchObject({ layout: "2", unsold: "2" });
    const before = await shard.dump();
    expect(await showProvision(shard.runner, target, input())).toEqual({
      layoutVersion: 2,
      created: false,
    });
    expect(await shard.dump()).toEqual(before);
  });

  it.each(["held", "sold", "taken from the stock", "open"])(
    "refuses a new layout with LAYOUT_FROZEN once something is %s, and changes nothing",
    async (what) => {
      await showProvision(shard.runner, target, input());
      const states: Record<string, string> = { held: "\u0001", sold: "\u0002" };
      if (what in states) {
        await shard.admin.setrange(shard.showtime(showtime, "seats"), 1, states[what] ?? "");
      } else if (what === "open") {
        await shard.advance(60_000);
      } else {
        await shard.admin.hset(shard.showtime(showtime, "stock"), 0, "9 10 1");
      }
      const before = await shard.dump();
      await expect(
        showProvision(shard.runner, target, input({ layoutVersion: 2 })),
      ).rejects.toMatchObject({ code: "LAYOUT_FROZEN" });
      expect(await shard.dump()).toEqual(before);
      await shard.setControl({ ...(await shard.control()), clock: T0 });
    },
  );

  it("adds nothing new without a lease, and repeats what is there", async () => {
    const record = await shard.control();
    await shard.setControl({ ...record, leaseEndsAt: record.clock });
    const before = await shard.dump();
    await expect(showProvision(shard.runner, target, input())).rejects.toMatchObject({
      code: "SALE_PAUSED",
    });
    expect(await shard.dump()).toEqual(before);
    await shard.setControl(record);
    await showProvision(shard.runner, target, input());
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: record.clock });
    await expect(showProvision(shard.runner, target, input())).resolves.toMatchObject({
      created: false,
    });
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: record.leaseEndsAt });
  });

  it("fills a shard that is rebuilt without adding to its history", async () => {
    const record = await shard.control();
    await shard.setControl({ ...record, rebuilding: 1 });
    await showProvision(shard.runner, target, input());
    expect(await saleOf()).toMatchObject({ layout: "1", unsold: "14" });
    expect(await shard.control()).toEqual({ ...record, rebuilding: 1 });
    await shard.setControl(record);
  });

  it("is done once however many callers ask at once", async () => {
    const made = await Promise.all(
      Array.from({ length: 50 }, () => showProvision(shard.racer, target, input())),
    );
    expect(made.filter(({ created }) => created)).toHaveLength(1);
  });
});
