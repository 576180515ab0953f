import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { shardKey } from "../../server/redis/keys.js";
import { Till, type Payment } from "../../testing/stores/till.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

describe("pay/authorise", () => {
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
  });

  const payment = (rest: Partial<Payment> = {}): Payment => ({
    memberNo,
    payId: `pay-${memberNo}`,
    holdId: `hold-${memberNo}`,
    amount: 2000,
    ...rest,
  });
  const refusal = async (given: Payment, expected: object): Promise<void> => {
    const before = await shard.dump();
    await expect(till.authorise(given)).rejects.toMatchObject(expected);
    expect(await shard.dump()).toEqual(before);
  };
  const unsettled = () => shard.admin.zrange(shardKey(shard.shard, "unsettled"), 0, "-1");

  it("G1 sets the money aside: what may be spent goes down, what is authorised up", async () => {
    expect(await till.authorise(payment())).toEqual({
      state: "authorised",
      amount: 2000,
      available: 3000,
      authorised: 2000,
    });
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "authorised",
      op: `pay/authorise:pay-${memberNo}`,
      reservationId: `hold-${memberNo}`,
      showtime: 9,
      available: 3000,
      authorised: 2000,
    });
    expect(await unsettled()).toContain(`pay-${memberNo} ${memberNo} 9`);
  });

  it("G5 answers the same payment with its record, however often it is asked", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => new Till(shard.racer, till.showtime).authorise(payment())),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    const before = await shard.dump();
    expect(await till.authorise(payment())).toMatchObject({ state: "authorised", amount: 2000 });
    expect(await shard.dump()).toEqual(before);
  });

  it("G5 refuses the same payment for another amount, reservation or showtime", async () => {
    await till.authorise(payment());
    const reused = { code: "IDEMPOTENCY_KEY_REUSED" };
    await refusal(payment({ amount: 2001 }), reused);
    await refusal(payment({ holdId: "another" }), reused);
    const elsewhere = new Till(shard.runner, { shard: shard.shard, showtime: 10 });
    await expect(elsewhere.authorise(payment())).rejects.toMatchObject(reused);
  });

  it("G3 refuses what the balance does not cover, and takes exactly all of it", async () => {
    await refusal(payment({ amount: 5001 }), {
      code: "INSUFFICIENT_BALANCE",
      meta: { available: 5000 },
    });
    expect(await till.authorise(payment({ amount: 5000 }))).toMatchObject({ available: 0 });
    await refusal(payment({ payId: "next", amount: 1 }), { code: "INSUFFICIENT_BALANCE" });
  });

  it("G3 does not record too little money: the same key may ask again after a top-up", async () => {
    await refusal(payment({ amount: 5001 }), { code: "INSUFFICIENT_BALANCE" });
    await till.topUp(memberNo, 1, `more-${memberNo}`);
    expect(await till.authorise(payment({ amount: 5001 }))).toMatchObject({ available: 0 });
  });

  it("F4 never spends more than there is, whatever 50 payments ask at once", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        racer.authorise(payment({ payId: `race-${memberNo}-${i}`, amount: 600 })),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(8);
    expect(await till.balance(memberNo)).toEqual({ available: 200, authorised: 4800 });
  });

  it("G5 leaves a voided payment voided, and a captured one captured", async () => {
    await till.authorise(payment());
    await till.voidIt(payment());
    expect(await till.authorise(payment())).toMatchObject({ state: "voided", available: 5000 });
    const second = payment({ payId: `second-${memberNo}` });
    await till.authorise(second);
    await till.capture(second);
    expect(await till.authorise(second)).toMatchObject({ state: "captured", available: 3000 });
  });

  it("G1 takes what costs nothing", async () => {
    expect(await till.authorise(payment({ amount: 0 }))).toMatchObject({
      state: "authorised",
      available: 5000,
    });
  });

  it("G6 refuses without a lease and leaves nothing", async () => {
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: await shard.now() });
    await refusal(payment(), { code: "SALE_PAUSED" });
  });
});
