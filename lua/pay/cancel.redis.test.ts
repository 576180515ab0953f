import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { refundIdOf } from "../../server/journal/ids.js";
import { shardKey } from "../../server/redis/keys.js";
import { Till, type Payment } from "../../testing/stores/till.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("pay/cancel and pay/refunded", () => {
  let till: Till;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    await shard.admin.unlink(...(await shard.keys()));
    await shard.setControl({});
    const areas = [{ capacity: 10, priceClass: 0 }];
    till = new Till(shard.runner, await shard.putShowtime({ showtime, seats: 20, areas }));
    await shard.admit(showtime, 7);
    await shard.admit(showtime, 8);
    await till.topUp(7, 10_000, `top-up-${showtime}`);
    await till.hold(7, payment().holdId, [3, 4]);
    await till.pay(payment());
  });

  const payment = (): Payment => ({
    memberNo: 7,
    payId: `pay-${showtime}`,
    holdId: `hold-${showtime}`,
    amount: 2000,
  });
  const field = (name: "owners" | "holds" | "members" | "sale" | "stock", key: string | number) =>
    shard.admin.hget(shard.showtime(showtime, name), String(key));
  const owed = () => shard.admin.zrange(shardKey(shard.shard, "refunds"), 0, "-1");
  const unchanged = async (act: () => Promise<unknown>): Promise<void> => {
    const before = await shard.dump();
    await act();
    expect(await shard.dump()).toEqual(before);
  };

  it("G10 puts the seats back on sale and owes the refund", async () => {
    const refundId = refundIdOf(payment().payId);
    const record = await till.cancel(payment());
    expect(record).toMatchObject({ state: "cancelled", refundId, amount: 2000, seats: [3, 4] });
    expect(await owed()).toContain(`${payment().payId} ${showtime}`);
    expect(await field("owners", 3)).toBeNull();
    expect(await field("holds", payment().holdId)).toMatch(/^C /);
    expect(await field("members", 7)).toBeNull();
    expect(await field("sale", "unsold")).toBe("30");
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "cancelled",
      op: `pay/cancel:${payment().payId}`,
      refundId,
      count: 0,
      unsold: 30,
    });
    expect(await till.hold(8, "next", [3, 4])).toMatchObject({ status: "held" });
  });

  it("G10 puts units back into their area, and leaves the member's other holds", async () => {
    await shard.admit(showtime, 7);
    await till.holdUnits(7, "units", 2);
    const units = { memberNo: 7, payId: "units-pay", holdId: "units", amount: 2000 };
    await till.pay(units);
    await till.cancel(units);
    expect(await field("stock", 0)).toBe("10 10 0");
    expect(await field("members", 7)).toBe("2");
    expect(await field("sale", "unsold")).toBe("28");
  });

  it("G10 needs nothing but the pay record: the hold's may be forgotten", async () => {
    await shard.admin.hdel(shard.showtime(showtime, "holds"), payment().holdId);
    expect(await till.cancel(payment())).toMatchObject({ state: "cancelled" });
    expect(await field("sale", "unsold")).toBe("30");
  });

  it("G8 cancels once, however many ask at once", async () => {
    const n = (await shard.control()).n;
    const racer = new Till(shard.racer, till.showtime);
    await Promise.all(Array.from({ length: 50 }, () => racer.cancel(payment())));
    expect((await shard.control()).n).toBe(n + 1);
    await unchanged(async () => {
      expect(await till.cancel(payment())).toMatchObject({ state: "cancelled" });
    });
  });

  it("G8 refuses what was never confirmed", async () => {
    await till.confirm({ ...payment(), payId: "refused", holdId: "none" });
    await till.resolve({ payId: "tombstoned" });
    await unchanged(async () => {
      for (const payId of ["unknown", "refused", "tombstoned"]) {
        await expect(till.cancel({ payId })).rejects.toMatchObject({ code: "PAYMENT_NOT_FOUND" });
      }
    });
  });

  it("G6 refuses without a lease and changes nothing", async () => {
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: await shard.now() });
    await unchanged(async () => {
      await expect(till.cancel(payment())).rejects.toMatchObject({ code: "SALE_PAUSED" });
    });
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: T0 + 10 ** 9 });
    await till.cancel(payment());
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: await shard.now() });
    await unchanged(async () => {
      await expect(till.refunded(payment())).rejects.toMatchObject({ code: "SALE_PAUSED" });
      expect(await till.cancel(payment())).toMatchObject({ state: "cancelled" });
    });
  });

  it("G6 stops at a seat that its payment does not own, rather than free another's", async () => {
    await shard.admin.hset(shard.showtime(showtime, "owners"), "4", "somebody");
    await unchanged(async () => {
      await expect(till.cancel(payment())).rejects.toThrow("ASSERT");
    });
  });

  it("I9 G10 refunds once: the money is back whole and nothing is owed", async () => {
    const before = await till.balance(7);
    await till.cancel(payment());
    for (let i = 0; i < 3; i += 1) {
      await till.refund(payment());
      await till.refunded(payment());
    }
    expect(await owed()).not.toContain(`${payment().payId} ${showtime}`);
    expect(await till.balance(7)).toEqual({ available: before.available + 2000, authorised: 0 });
    const entries = (await shard.entries()).filter(
      (entry) => "payId" in entry && entry.payId === payment().payId,
    );
    expect(entries.at(-1)).toMatchObject({ kind: "refunded" });
    await unchanged(() => till.refunded(payment()));
  });

  it("I9 G10 refunds once, however many ask at once", async () => {
    await till.cancel(payment());
    const n = (await shard.control()).n;
    const racer = new Till(shard.racer, till.showtime);
    const asked = Array.from({ length: 25 }, () => [
      racer.refund(payment()),
      racer.refunded(payment()),
    ]);
    await Promise.all(asked.flat());
    expect((await shard.control()).n).toBe(n + 2);
  });
});
