import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { payFind } from "../../server/redis/pay/find.js";
import { payOwed } from "../../server/redis/pay/owed.js";
import { payUnsettled } from "../../server/redis/pay/unsettled.js";
import { Till, type Payment } from "../../testing/stores/till.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const OLD_MS = 30_000;

describe("pay/unsettled, pay/owed and pay/find", () => {
  let shard: TestShard;
  let till: Till;

  beforeAll(async () => {
    shard = await TestShard.open();
    till = new Till(
      shard.runner,
      await shard.putShowtime({ showtime: 9, sale: { max_per_user: 9 } }),
    );
    await till.topUp(7, 100_000, "top-up");
  });
  afterAll(() => shard.close());

  const payment = (name: string): Payment => ({
    ...{ memberNo: 7, payId: `pay-${name}`, holdId: `hold-${name}`, amount: 1000 },
  });
  const target = () => ({ shard: shard.shard });
  const unsettled = (olderMs: number, limit = 500) =>
    payUnsettled(shard.runner, target(), { olderMs, limit });
  const owed = (olderMs: number, limit = 500) =>
    payOwed(shard.runner, target(), { olderMs, limit });

  it("G6 lists what has been authorised for a while, oldest first", async () => {
    for (const name of ["a", "b", "c"]) {
      await till.authorise(payment(name));
      await shard.advance(10_000);
    }
    const a = { payId: "pay-a", memberNo: 7, showtime: 9 };
    expect(await unsettled(OLD_MS + 1)).toEqual([]);
    expect(await unsettled(OLD_MS)).toEqual([a]);
    expect((await unsettled(0)).map(({ payId }) => payId)).toEqual(["pay-a", "pay-b", "pay-c"]);
    expect(await unsettled(0, 2)).toHaveLength(2);
    await till.voidIt(payment("a"));
    await till.capture(payment("b"));
    expect((await unsettled(0)).map(({ payId }) => payId)).toEqual(["pay-c"]);
  });

  it("G10 lists the refunds that have been owed for a while until they are paid", async () => {
    for (const [at, name] of ["d", "e"].entries()) {
      await shard.admit(9, 7);
      await till.hold(7, `hold-${name}`, [at]);
      await till.pay(payment(name));
      await till.cancel(payment(name));
      await shard.advance(500);
    }
    expect(await owed(1000)).toEqual([{ payId: "pay-d", showtime: 9 }]);
    expect(await owed(0, 1)).toHaveLength(1);
    await till.refunded(payment("d"));
    expect(await owed(0)).toEqual([{ payId: "pay-e", showtime: 9 }]);
  });

  it("G3 tells whether a payment has begun without beginning it", async () => {
    const wallet = { ...target(), memberNo: 7 };
    const before = await shard.dump();
    expect(await payFind(shard.runner, wallet, { payId: "pay-a" })).toBe(true);
    expect(await payFind(shard.runner, wallet, { payId: "unknown" })).toBe(false);
    expect(await unsettled(0)).not.toEqual([]);
    expect(await shard.dump()).toEqual(before);
  });
});
