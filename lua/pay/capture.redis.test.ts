import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { shardKey } from "../../server/redis/keys.js";
import { Till, type Payment } from "../../testing/stores/till.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

describe("pay/capture and pay/void", () => {
  let shard: TestShard;
  let till: Till;
  let memberNo = 0;

  beforeAll(async () => {
    shard = await TestShard.open();
    till = new Till(shard.runner, { shard: shard.shard, showtime: 9 });
  });
  afterAll(() => shard.close());
  beforeEach(async () => {
    memberNo += 1;
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: T0 + 1_000_000 });
    await till.topUp(memberNo, 5000, `top-up-${memberNo}`);
    await till.authorise(payment());
  });

  const payment = (): Payment => ({
    memberNo,
    payId: `pay-${memberNo}`,
    holdId: `hold-${memberNo}`,
    amount: 2000,
  });
  const unchanged = async (act: () => Promise<unknown>): Promise<void> => {
    const before = await shard.dump();
    await act();
    expect(await shard.dump()).toEqual(before);
  };
  const unsettled = () => shard.admin.zrange(shardKey(shard.shard, "unsettled"), 0, "-1");
  const captured = { outcome: "settled", state: "captured", available: 3000, authorised: 0 };
  const voided = { outcome: "settled", state: "voided", available: 5000, authorised: 0 };

  it("G1 capture takes the money for good", async () => {
    expect(await till.capture(payment())).toEqual(captured);
    expect(await unsettled()).not.toContain(`pay-${memberNo} ${memberNo} 9`);
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "captured",
      op: `pay/capture:pay-${memberNo}`,
      amount: 2000,
      available: 3000,
      authorised: 0,
    });
  });

  it("G4 void gives all of it back", async () => {
    expect(await till.voidIt(payment())).toEqual(voided);
    expect(await unsettled()).not.toContain(`pay-${memberNo} ${memberNo} 9`);
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "voided",
      op: `pay/void:pay-${memberNo}`,
      available: 5000,
      authorised: 0,
    });
  });

  it("G5 settles once, however many ask at once", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const n = (await shard.control()).n;
    await Promise.all(Array.from({ length: 50 }, () => racer.voidIt(payment())));
    expect((await shard.control()).n).toBe(n + 1);
    await unchanged(async () => expect(await till.voidIt(payment())).toEqual(voided));
  });

  it("I3 of 50 captures and voids at once one side wins", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const asked = Array.from({ length: 25 }, () => [
      racer.capture(payment()),
      racer.voidIt(payment()),
    ]);
    const outcomes = (await Promise.all(asked.flat())).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome === "settled")).toHaveLength(25);
    expect(outcomes.filter((outcome) => outcome === "conflict")).toHaveLength(25);
    expect((await till.balance(memberNo)).authorised).toBe(0);
  });

  it("G6 answers a conflict to a caller that wants the opposite, and changes nothing", async () => {
    await till.capture(payment());
    await unchanged(async () => {
      expect(await till.voidIt(payment())).toEqual({ outcome: "conflict", state: "captured" });
    });
    await unchanged(async () => expect(await till.capture(payment())).toEqual(captured));
  });

  it("G6 answers that there is no record, for a replica that has not recovered", async () => {
    const unknown = { ...payment(), payId: "unknown" };
    await unchanged(async () => {
      expect(await till.capture(unknown)).toEqual({ outcome: "no-record" });
      expect(await till.voidIt(unknown)).toEqual({ outcome: "no-record" });
    });
  });

  it("G6 refuses without a lease, but answers what was settled before", async () => {
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: await shard.now() });
    await unchanged(async () => {
      await expect(till.capture(payment())).rejects.toMatchObject({ code: "SALE_PAUSED" });
      await expect(till.voidIt(payment())).rejects.toMatchObject({ code: "SALE_PAUSED" });
    });
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: T0 + 1_000_000 });
    await till.capture(payment());
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: await shard.now() });
    expect(await till.capture(payment())).toEqual(captured);
  });
});
