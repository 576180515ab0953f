import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { placesKey, walletKey } from "../../server/redis/keys.js";
import { Till, type Payment } from "../../testing/stores/till.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const HOLD_MS = 300_000;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("pay/settle", () => {
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
    await till.topUp(7, 5000, "top-up-7");
    await till.topUp(8, 3000, "top-up-8");
    await till.hold(7, holdId(), [3, 4]);
  });

  const holdId = () => `hold-${showtime}`;
  const payment = (rest: Partial<Payment> = {}): Payment => ({
    memberNo: 7,
    payId: `pay-${showtime}`,
    holdId: holdId(),
    amount: 2000,
    ...rest,
  });
  const paid = () => ({
    state: "confirmed",
    holdId: holdId(),
    memberNo: 7,
    amount: 2000,
    area: undefined,
    quantity: 2,
    seats: [3, 4],
  });
  const hget = (name: "owners" | "holds" | "members" | "pays" | "sale", field: string | number) =>
    shard.admin.hget(shard.showtime(showtime, name), String(field));
  const unchanged = async (act: () => Promise<unknown>): Promise<void> => {
    const before = await shard.dump();
    await act();
    expect(await shard.dump()).toEqual(before);
  };
  const refused = (given: Payment, code: string): Promise<void> =>
    unchanged(() => expect(till.settle(given)).rejects.toMatchObject({ code }));

  it("G1 G2 takes the money and sells the seats in one entry", async () => {
    const { n } = await shard.control();
    expect(await till.settle(payment())).toEqual(paid());
    expect((await shard.control()).n).toBe(n + 1);
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "paid",
      op: `pay/confirm:pay-${showtime}`,
      seats: [3, 4],
      amount: 2000,
      count: 2,
      unsold: 28,
      place: 7,
      available: 3000,
      authorised: 0,
    });
    expect(await till.balance(7)).toEqual({ available: 3000, authorised: 0 });
    const auth = await shard.admin.hget(walletKey(shard.shard, "auths", 7), payment().payId);
    expect(auth).toBe(`C 2000 ${holdId()} ${showtime} ${await shard.now()}`);
    expect(await shard.admin.exists(`{s${shard.shard}}:unsettled`)).toBe(0);
  });

  it("G2 leaves everything as authorise, confirm and capture leave it", async () => {
    await till.settle(payment());
    const { [`{s${shard.shard}}:journal`]: _, ...once } = await shard.dump();
    await shard.admin.unlink(...(await shard.keys()));
    await shard.setControl({});
    await shard.putShowtime({ showtime, seats: 20, areas: [{ capacity: 10, priceClass: 0 }] });
    await shard.admit(showtime, 7);
    await shard.admit(showtime, 8);
    await till.topUp(7, 5000, "top-up-7");
    await till.topUp(8, 3000, "top-up-8");
    await till.hold(7, holdId(), [3, 4]);
    await till.pay(payment());
    const { [`{s${shard.shard}}:journal`]: __, ...twice } = await shard.dump();
    const control = `{s${shard.shard}}:control`;
    expect({ ...once, [control]: "" }).toEqual({ ...twice, [control]: "" });
  });

  it("G2 frees the slot of a place that has paid, and no newer place", async () => {
    await till.settle(payment());
    expect(await shard.admin.hget(placesKey({ ...till.showtime, memberNo: 7 }), "7")).toBe("7 d");
    expect(await shard.admin.zscore(shard.showtime(showtime, "active"), "7")).toBeNull();
    expect(await shard.admin.hget(shard.showtime(showtime, "sessions"), "7")).toBeNull();
    await till.hold(8, "newer", [6]);
    await shard.admin.hset(placesKey({ ...till.showtime, memberNo: 8 }), "8", "99");
    await till.settle(payment({ memberNo: 8, payId: "newer-pay", holdId: "newer" }));
    expect(await shard.admin.hget(placesKey({ ...till.showtime, memberNo: 8 }), "8")).toBe("99");
  });

  it("G1 sells units of an area", async () => {
    await till.holdUnits(8, "units", 3);
    const units = payment({ memberNo: 8, payId: "units-pay", holdId: "units" });
    expect(await till.settle(units)).toMatchObject({
      area: 0,
      quantity: 3,
      seats: [],
      amount: 3000,
    });
    expect(await shard.admin.hget(shard.showtime(showtime, "stock"), "0")).toBe("7 10 0");
    expect(await till.balance(8)).toEqual({ available: 0, authorised: 0 });
  });

  it("G5 pays once, however many ask with one payment at once", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const { n } = await shard.control();
    const records = await Promise.all(Array.from({ length: 50 }, () => racer.settle(payment())));
    expect(records).toEqual(Array.from({ length: 50 }, paid));
    expect((await shard.control()).n).toBe(n + 1);
    await unchanged(async () => expect(await till.settle(payment())).toEqual(paid()));
  });

  it("I1 I8 G5 of 50 payments of one hold exactly one pays, the others leave it to two phases", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const records = await Promise.all(
      Array.from({ length: 50 }, (_, i) => racer.settle(payment({ payId: `${showtime}-${i}` }))),
    );
    expect(records.filter((record) => record !== undefined)).toHaveLength(1);
    expect(await till.balance(7)).toEqual({ available: 3000, authorised: 0 });
  });

  it("G5 refuses the payment for another hold, also after its cancellation", async () => {
    await till.settle(payment());
    await refused(payment({ holdId: "other" }), "IDEMPOTENCY_KEY_REUSED");
    await till.cancel(payment());
    await unchanged(async () =>
      expect(await till.settle(payment())).toMatchObject({ state: "cancelled", amount: 2000 }),
    );
    await refused(payment({ holdId: "other" }), "IDEMPOTENCY_KEY_REUSED");
  });

  it("G4 a payment that began in two phases is left to them, whatever became of it", async () => {
    const leftAlone = () =>
      unchanged(async () => expect(await till.settle(payment())).toBeUndefined());
    await till.authorise(payment());
    await leftAlone();
    await till.resolve(payment());
    await leftAlone();
    await till.voidIt(payment());
    await leftAlone();
    await till.hold(7, "other", [9]);
    const wrong = payment({ payId: "refused-pay", holdId: "other", amount: 1 });
    await till.confirm(wrong);
    await unchanged(async () => expect(await till.settle(wrong)).toBeUndefined());
  });

  it("G3 leaves a hold that Redis does not have to two phases", async () => {
    await unchanged(async () =>
      expect(await till.settle(payment({ holdId: "nothing" }))).toBeUndefined(),
    );
  });

  it("E7 refuses another member's reservation", async () => {
    await refused(payment({ memberNo: 8 }), "FORBIDDEN");
  });

  it("G3 refuses a hold from its deadline on, and takes it until then", async () => {
    await shard.advance(HOLD_MS - 1);
    await till.hold(8, "just", [7]);
    await shard.advance(1);
    await refused(payment(), "RESERVATION_EXPIRED");
    await shard.advance(HOLD_MS - 2);
    const just = payment({ memberNo: 8, holdId: "just", payId: "just-pay" });
    expect(await till.settle(just)).toMatchObject({ state: "confirmed", amount: 1000 });
  });

  it.each(["R", "E", "C"])("G3 refuses a hold that is over (%s)", async (status) => {
    const over = ((await hget("holds", holdId())) ?? "").replace(/^H/, status);
    await shard.admin.hset(shard.showtime(showtime, "holds"), holdId(), over);
    await refused(payment(), "RESERVATION_EXPIRED");
  });

  it.each([
    [1999, false],
    [2000, true],
    [2001, true],
  ])("F3 a balance of %i for a price of 2000: is it enough? %s", async (balance, isEnough) => {
    await shard.admin.hset(walletKey(shard.shard, "wallets", 7), "7", balance);
    if (isEnough) expect(await till.settle(payment())).toEqual(paid());
    else await refused(payment(), "INSUFFICIENT_BALANCE");
  });

  it("F3 may be asked again after a top-up", async () => {
    await shard.admin.hset(walletKey(shard.shard, "wallets", 7), "7", 0);
    await expect(till.settle(payment())).rejects.toMatchObject({ meta: { available: 0 } });
    await till.topUp(7, 2000, "more");
    expect(await till.settle(payment())).toEqual(paid());
  });

  it("G3 refuses once the sale is cancelled, but neither paused nor closed", async () => {
    const sale = shard.showtime(showtime, "sale");
    await shard.admin.hset(sale, "state", "cancelled");
    await refused(payment(), "SALE_CLOSED");
    await shard.admin.hset(sale, "state", "open");
    await till.hold(8, "closed", [9]);
    await shard.admin.hset(sale, "state", "paused");
    expect(await till.settle(payment())).toEqual(paid());
    await shard.admin.hset(sale, "state", "closed");
    const closed = payment({ memberNo: 8, payId: "closed-pay", holdId: "closed" });
    expect(await till.settle(closed)).toMatchObject({ state: "confirmed" });
  });

  it("G6 records nothing without a lease, and nothing under another generation", async () => {
    const control = await shard.control();
    for (const fields of [{ leaseEndsAt: control.clock }, { rebuilding: 1 }, { generation: 2 }]) {
      await shard.setControl({ ...control, ...fields });
      await refused(payment(), "SALE_PAUSED");
    }
    await shard.setControl(control);
    expect(await till.settle(payment())).toEqual(paid());
    await shard.setControl({ ...(await shard.control()), leaseEndsAt: control.clock });
    await unchanged(async () => expect(await till.settle(payment())).toEqual(paid()));
  });
});
