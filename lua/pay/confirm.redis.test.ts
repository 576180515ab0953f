import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { placesKey } from "../../server/redis/keys.js";
import { Till, type Payment } from "../../testing/stores/till.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const HOLD_MS = 300_000;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("pay/confirm", () => {
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
  const hget = (name: "owners" | "holds" | "members" | "pays" | "sale", field: string | number) =>
    shard.admin.hget(shard.showtime(showtime, name), String(field));
  const confirmed = {
    state: "confirmed",
    holdId: "",
    memberNo: 7,
    amount: 2000,
    area: undefined,
    quantity: 2,
    seats: [3, 4],
  };

  /** The refusal is recorded, answers again and again, and is the only thing that changed. */
  const refusedFor = async (given: Payment, reason: string): Promise<void> => {
    const before = await shard.dump();
    const refused = { state: "refused", holdId: given.holdId, memberNo: given.memberNo, reason };
    expect(await till.confirm(given)).toEqual(refused);
    const after = await shard.dump();
    const changed = Object.keys(after).filter((key) => before[key] !== after[key]);
    const allowed = [
      `{s${shard.shard}}:control`,
      `{s${shard.shard}}:journal`,
      shard.showtime(showtime, "pays"),
    ];
    expect(changed.sort()).toEqual(allowed.sort());
    expect((await shard.entries()).at(-1)).toMatchObject({ kind: "refused", reason });
    expect(await till.confirm(given)).toEqual(refused);
    expect(await till.resolve(given)).toEqual(refused);
    expect(await shard.dump()).toEqual(after);
  };

  it("G2 sells the seats to the payment, and to no other from then on", async () => {
    expect(await till.confirm(payment())).toEqual({ ...confirmed, holdId: holdId() });
    expect(await shard.admin.getrange(shard.showtime(showtime, "seats"), 3, 4)).toBe(
      "\u0002\u0002",
    );
    expect(await hget("owners", 3)).toBe(`pay-${showtime}`);
    expect(await hget("holds", holdId())).toMatch(/^P 7 /);
    expect(await hget("members", 7)).toBe("2");
    expect(await hget("sale", "unsold")).toBe("28");
    await expect(till.hold(8, "other", [3])).rejects.toMatchObject({ code: "SEAT_TAKEN" });
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "sold",
      op: `pay/confirm:pay-${showtime}`,
      seats: [3, 4],
      amount: 2000,
      count: 2,
      unsold: 28,
      place: 7,
    });
  });

  it("G2 frees the slot of a place that has paid for the next at once", async () => {
    await till.confirm(payment());
    const places = placesKey({ ...till.showtime, memberNo: 7 });
    expect(await shard.admin.hget(places, "7")).toBe("7 d");
    expect(await shard.admin.zscore(shard.showtime(showtime, "active"), "7")).toBeNull();
    expect(await shard.admin.hget(shard.showtime(showtime, "sessions"), "7")).toBeNull();
    expect(await shard.admin.zscore(shard.showtime(showtime, "active"), "8")).not.toBeNull();
  });

  it("G2 leaves a newer place of the member alone", async () => {
    await shard.admin.hset(placesKey({ ...till.showtime, memberNo: 7 }), "7", "99");
    await till.confirm(payment());
    expect(await shard.admin.hget(placesKey({ ...till.showtime, memberNo: 7 }), "7")).toBe("99");
  });

  it("G2 keeps the record of a paid hold only to answer repetitions", async () => {
    await till.confirm(payment());
    const forget = await shard.admin.zscore(shard.showtime(showtime, "deadlines"), holdId());
    expect(Number(forget)).toBe((await shard.now()) + 660_000);
  });

  it("G1 sells units of an area", async () => {
    await till.holdUnits(8, "units", 3);
    const paid = payment({ memberNo: 8, payId: "units-pay", holdId: "units", amount: 3000 });
    const record = await till.confirm(paid);
    expect(record).toMatchObject({ state: "confirmed", area: 0, quantity: 3, seats: [] });
    expect(await shard.admin.hget(shard.showtime(showtime, "stock"), "0")).toBe("7 10 0");
    expect(await hget("sale", "unsold")).toBe("27");
  });

  it("G5 sells once, however many ask with one payment at once", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const n = (await shard.control()).n;
    await Promise.all(Array.from({ length: 50 }, () => racer.confirm(payment())));
    expect((await shard.control()).n).toBe(n + 1);
    const before = await shard.dump();
    expect(await till.confirm(payment())).toEqual({ ...confirmed, holdId: holdId() });
    expect(await shard.dump()).toEqual(before);
  });

  it("I1 G5 of 50 payments of one hold exactly one sells it, the others hear why", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const records = await Promise.all(
      Array.from({ length: 50 }, (_, i) => racer.confirm(payment({ payId: `${showtime}-${i}` }))),
    );
    expect(records.filter(({ state }) => state === "confirmed")).toHaveLength(1);
    const reasons = records.flatMap((record) => (record.state === "refused" ? record.reason : []));
    expect(new Set(reasons)).toEqual(new Set(["ALREADY_PAID"]));
  });

  it("G3 refuses a reservation that does not exist", async () => {
    await refusedFor(payment({ holdId: "nothing" }), "RESERVATION_NOT_FOUND");
  });

  it("E7 refuses another member's reservation", async () => {
    await refusedFor(payment({ memberNo: 8 }), "FORBIDDEN");
  });

  it("G3 refuses a hold from its deadline on, and takes it until then", async () => {
    await shard.advance(HOLD_MS - 1);
    await till.hold(8, "just", [7]);
    await shard.advance(1);
    await refusedFor(payment(), "RESERVATION_EXPIRED");
    await shard.advance(HOLD_MS - 2);
    const just = payment({ memberNo: 8, holdId: "just", payId: "just-pay", amount: 1000 });
    expect(await till.confirm(just)).toMatchObject({ state: "confirmed" });
  });

  it.each(["R", "E", "C"])("G3 refuses a hold that is over (%s)", async (status) => {
    const record = await hget("holds", holdId());
    const over = (record ?? "").replace(/^H/, status);
    await shard.admin.hset(shard.showtime(showtime, "holds"), holdId(), over);
    await refusedFor(payment(), "RESERVATION_EXPIRED");
  });

  it("G3 refuses another amount than the hold's price", async () => {
    await refusedFor(payment({ amount: 1999 }), "INVALID_AMOUNT");
  });

  it("G3 refuses once the sale is cancelled, but neither paused nor closed", async () => {
    await shard.admin.hset(shard.showtime(showtime, "sale"), "state", "cancelled");
    await refusedFor(payment(), "SALE_CLOSED");
    for (const state of ["paused", "closed"]) {
      await shard.admin.hset(shard.showtime(showtime, "sale"), "state", state);
      const seat = state === "paused" ? 10 : 11;
      await shard.admit(showtime, 8);
      await shard.admin.hset(shard.showtime(showtime, "sale"), "state", "open");
      await till.hold(8, `${state}-${showtime}`, [seat]);
      await shard.admin.hset(shard.showtime(showtime, "sale"), "state", state);
      const held = { memberNo: 8, payId: `${state}-pay`, holdId: `${state}-${showtime}` };
      expect(await till.confirm({ ...held, amount: 1000 })).toMatchObject({ state: "confirmed" });
    }
  });

  it("G4 meets the tombstone of the sweeper, and sells nothing", async () => {
    expect(await till.resolve(payment())).toEqual({ state: "tombstoned" });
    const before = await shard.dump();
    expect(await till.confirm(payment())).toEqual({ state: "tombstoned" });
    expect(await till.resolve(payment())).toEqual({ state: "tombstoned" });
    expect(await shard.dump()).toEqual(before);
  });

  it("G4 gives one outcome to 25 payers and 25 sweepers who ask at once", async () => {
    const racer = new Till(shard.racer, till.showtime);
    const asked = Array.from({ length: 25 }, () => [
      racer.confirm(payment()),
      racer.resolve(payment()),
    ]);
    const records = await Promise.all(asked.flat());
    expect(new Set(records.map((record) => JSON.stringify(record))).size).toBe(1);
    const decided = (await shard.entries()).filter(
      (entry) => "payId" in entry && entry.payId === payment().payId,
    );
    expect(decided).toHaveLength(1);
  });

  it("G4 answers the sweeper what was confirmed, and writes no tombstone", async () => {
    await till.confirm(payment());
    const before = await shard.dump();
    expect(await till.resolve(payment())).toEqual({ ...confirmed, holdId: holdId() });
    expect(await shard.dump()).toEqual(before);
  });

  it("G6 records nothing without a lease, and nothing under another generation", async () => {
    const control = await shard.control();
    const refused = async (fields: Partial<typeof control>): Promise<void> => {
      await shard.setControl({ ...control, ...fields });
      const before = await shard.dump();
      await expect(till.confirm(payment())).rejects.toMatchObject({ code: "SALE_PAUSED" });
      await expect(till.resolve(payment())).rejects.toMatchObject({ code: "SALE_PAUSED" });
      expect(await shard.dump()).toEqual(before);
    };
    await refused({ leaseEndsAt: control.clock });
    await refused({ rebuilding: 1 });
    await refused({ generation: 2 });
    await shard.setControl(control);
    expect(await till.confirm(payment())).toMatchObject({ state: "confirmed" });
  });
});
