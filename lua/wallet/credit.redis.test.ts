import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { walletCredit, type WalletCreditInput } from "../../server/redis/wallet/credit.js";
import { payFind } from "../../server/redis/pay/find.js";
import { walletRead } from "../../server/redis/wallet/read.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const AMOUNT_MAX = 10 ** 12;
const BALANCE_MAX = 10 ** 13;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("wallet/credit and wallet/read", () => {
  let memberNo = 0;

  beforeEach(async () => {
    memberNo += 1;
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: T0 + 1000 });
  });

  const target = () => ({ shard: shard.shard, memberNo });
  const input = (amount: number, rest: Partial<WalletCreditInput> = {}): WalletCreditInput => ({
    memberNo,
    creditId: `credit-${memberNo}`,
    amount,
    kind: "top_up",
    reservationId: undefined,
    ...rest,
  });
  const refusal = async (given: WalletCreditInput, code: string): Promise<void> => {
    const before = await shard.dump();
    await expect(walletCredit(shard.runner, target(), given)).rejects.toMatchObject({ code });
    expect(await shard.dump()).toEqual(before);
  };

  it("F4 tells no balance while the shard is recovered: what is missing is not zero", async () => {
    await walletCredit(shard.runner, target(), input(5000));
    const record = await shard.control();
    await shard.setControl({ ...record, rebuilding: 2 });
    const read = () => walletRead(shard.runner, target(), { memberNo });
    await expect(read()).rejects.toMatchObject({ code: "SALE_PAUSED" });
    const found = payFind(shard.runner, target(), { payId: "any" });
    await expect(found).rejects.toMatchObject({ code: "SALE_PAUSED" });
    await shard.setControl(record);
    expect(await read()).toEqual({ available: 5000, authorised: 0 });
  });

  it("F1 adds a top-up to the balance and writes it into the journal", async () => {
    const credited = await walletCredit(shard.runner, target(), input(5000));
    expect(credited).toEqual({ available: 5000, authorised: 0, isCreated: true });
    expect(await walletRead(shard.runner, target(), { memberNo })).toEqual({
      available: 5000,
      authorised: 0,
    });
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "credited",
      op: `wallet/credit:credit-${memberNo}`,
      memberNo,
      amount: 5000,
      creditKind: "top_up",
      available: 5000,
    });
  });

  it("F1 reads a wallet without a top-up as empty", async () => {
    const amounts = await walletRead(shard.runner, target(), { memberNo });
    expect(amounts).toEqual({ available: 0, authorised: 0 });
  });

  it("F3 counts a credit id once, also when it is asked 50 times at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => walletCredit(shard.racer, target(), input(700))),
    );
    expect(answers.filter(({ isCreated }) => isCreated)).toHaveLength(1);
    const before = await shard.dump();
    const again = await walletCredit(shard.runner, target(), input(700));
    expect(again).toEqual({ available: 700, authorised: 0, isCreated: false });
    expect(await shard.dump()).toEqual(before);
  });

  it("F4 loses none of 50 top-ups that come at once", async () => {
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        walletCredit(shard.racer, target(), input(3, { creditId: `race-${memberNo}-${i}` })),
      ),
    );
    const amounts = await walletRead(shard.runner, target(), { memberNo });
    expect(amounts.available).toBe(150);
  });

  it("F2 refuses a credit id that comes again with another amount or kind", async () => {
    await walletCredit(shard.runner, target(), input(700));
    await refusal(input(701), "IDEMPOTENCY_KEY_REUSED");
    await refusal(input(700, { kind: "import" }), "IDEMPOTENCY_KEY_REUSED");
  });

  it("F2 takes 1 to 10^12 and refuses the amounts beside them", async () => {
    await refusal(input(0), "INVALID_AMOUNT");
    await refusal(input(AMOUNT_MAX + 1), "INVALID_AMOUNT");
    for (const amount of [1, AMOUNT_MAX - 1, AMOUNT_MAX]) {
      const creditId = `edge-${memberNo}-${amount}`;
      await walletCredit(shard.runner, target(), input(amount, { creditId }));
    }
    const amounts = await walletRead(shard.runner, target(), { memberNo });
    expect(amounts.available).toBe(2 * AMOUNT_MAX);
  });

  it.each([-1, 1.5, Number.NaN, 1e21])("F2 takes %p for a bug of the caller", async (amount) => {
    const before = await shard.dump();
    await expect(walletCredit(shard.runner, target(), input(amount))).rejects.toThrow("ERR_ARGS");
    expect(await shard.dump()).toEqual(before);
  });

  it("F2 lets new money fill a wallet to 10^13, and a refund even more", async () => {
    for (let i = 0; i < 10; i += 1) {
      const creditId = `fill-${memberNo}-${i}`;
      const credited = await walletCredit(shard.runner, target(), input(AMOUNT_MAX, { creditId }));
      expect(credited.available).toBe((i + 1) * AMOUNT_MAX);
    }
    await refusal(input(1), "INVALID_AMOUNT");
    const refund = await walletCredit(shard.runner, target(), input(5, { kind: "refund" }));
    expect(refund.available).toBe(BALANCE_MAX + 5);
    expect((await shard.entries()).at(-1)).toMatchObject({ available: BALANCE_MAX + 5 });
  });

  it("F1 refuses without a lease, but still answers what was credited before", async () => {
    await walletCredit(shard.runner, target(), input(700));
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: await shard.now() });
    await refusal(input(700, { creditId: "late" }), "SALE_PAUSED");
    const again = await walletCredit(shard.runner, target(), input(700));
    expect(again).toEqual({ available: 700, authorised: 0, isCreated: false });
  });

  it("F4 refuses another generation and writes nothing", async () => {
    shard.runner.setGeneration(shard.shard, 1);
    await shard.setControl({ ...(await shard.control()), generation: 2 });
    await refusal(input(700), "SALE_PAUSED");
    await shard.setControl({ ...(await shard.control()), generation: 1 });
  });
});
