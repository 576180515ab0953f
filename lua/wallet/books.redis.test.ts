// Random sequences of everything that moves money in one shard, against books kept in memory.
import { afterAll, beforeAll, expect, it } from "@jest/globals";
import fc from "fast-check";
import { AppError } from "../../server/errors.js";
import { Till } from "../../testing/stores/till.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const RUNS = 60;
const MEMBERS = 2;
const PAYMENTS = 4;

type Step =
  | {
      readonly act: "top-up";
      readonly memberNo: number;
      readonly id: number;
      readonly amount: number;
    }
  | {
      readonly act: "authorise" | "capture" | "void";
      readonly memberNo: number;
      readonly id: number;
    };

const step = (): fc.Arbitrary<Step> =>
  fc.record({
    act: fc.constantFrom("top-up", "authorise", "authorise", "capture", "void"),
    memberNo: fc.integer({ min: 0, max: MEMBERS - 1 }),
    id: fc.integer({ min: 0, max: PAYMENTS - 1 }),
    amount: fc.integer({ min: 1, max: 900 }),
  });

/** What the rules say, without Redis. */
class Books {
  readonly #toppedUp = new Map<string, number>();
  readonly #payments = new Map<string, "authorised" | "captured" | "voided">();

  available(memberNo: number): number {
    const spent = [...this.#payments].filter(
      ([key, state]) => key.startsWith(`${memberNo}:`) && state !== "voided",
    );
    const topUps = [...this.#toppedUp].filter(([key]) => key.startsWith(`${memberNo}:`));
    const total = topUps.reduce((sum, [, amount]) => sum + amount, 0);
    return spent.reduce((sum, [key]) => sum - priceOf(key), total);
  }

  authorised(memberNo: number): number {
    return [...this.#payments]
      .filter(([key, state]) => key.startsWith(`${memberNo}:`) && state === "authorised")
      .reduce((sum, [key]) => sum + priceOf(key), 0);
  }

  take(given: Step): void {
    const key = `${given.memberNo}:${given.id}`;
    if (given.act === "top-up") {
      if (!this.#toppedUp.has(key)) this.#toppedUp.set(key, given.amount);
    } else if (given.act === "authorise") {
      const covers = this.available(given.memberNo) >= priceOf(key);
      if (!this.#payments.has(key) && covers) this.#payments.set(key, "authorised");
    } else if (this.#payments.get(key) === "authorised") {
      this.#payments.set(key, given.act === "capture" ? "captured" : "voided");
    }
  }
}

const priceOf = (key: string): number => 200 + 150 * Number(key.split(":")[1]);

async function play(till: Till, given: Step, base: number): Promise<void> {
  const memberNo = base + given.memberNo;
  const payId = `pay-${memberNo}-${given.id}`;
  const payment = { memberNo, payId, holdId: "h", amount: priceOf(`:${given.id}`) };
  if (given.act === "top-up")
    await till.topUp(memberNo, given.amount, `top-${memberNo}-${given.id}`);
  else if (given.act === "authorise") await till.authorise(payment);
  else if (given.act === "capture") await till.capture(payment);
  else await till.voidIt(payment);
}

let shard: TestShard;
beforeAll(async () => {
  shard = await TestShard.open();
});
afterAll(() => shard.close());

it("I2 I6 F4 a wallet is what its top-ups and payments make it, and never below 0", async () => {
  const till = new Till(shard.racer, { shard: shard.shard, showtime: 1 });
  let base = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step(), { maxLength: 40 }), async (steps) => {
      base += MEMBERS;
      const books = new Books();
      for (const given of steps) {
        const before = books.available(given.memberNo);
        await play(till, given, base).catch((error: unknown) => {
          if (!(error instanceof AppError)) throw error;
        });
        books.take(given);
        const wallet = await till.balance(base + given.memberNo);
        expect(wallet).toEqual({
          available: books.available(given.memberNo),
          authorised: books.authorised(given.memberNo),
        });
        expect(wallet.available).toBeGreaterThanOrEqual(0);
        expect(before).toBeGreaterThanOrEqual(0);
      }
    }),
    { numRuns: RUNS },
  );
});
