import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { seatHold } from "../../server/redis/seat/hold.js";
import { TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, HOLD_MS, SESSION_MS } from "../../testing/kit/box-office.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("seat/hold", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    await shard.setControl(await shard.control());
    office = await BoxOffice.open(shard, {
      showtime,
      seats: 50,
      areas: [{ capacity: 10, priceClass: 1 }],
      prices: [1000, 300],
    });
    await office.admit(7, 8);
  });

  const id = (name: string): string => `${name}-${showtime}`;
  const standing = (quantity: number) => ({ area: 0, quantity });

  it("E1 holds seats for an admitted member until the deadline of the policy", async () => {
    const hold = await office.hold(7, id("a"), [3, 4]);
    expect(hold).toMatchObject({ status: "held", total: 2000, seats: [3, 4], memberNo: 7 });
    expect(hold.deadlineAt).toBe((await shard.now()) + HOLD_MS);
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "held",
      op: `seat/hold:${id("a")}`,
      seats: [3, 4],
      count: 2,
      freed: [],
    });
    expect([await office.state(3), await office.state(4), await office.state(5)]).toEqual([
      1, 1, 0,
    ]);
  });

  it("E9 holds seats that lie apart all or none, with one total", async () => {
    const hold = await office.hold(7, id("a"), [40, 3, 4, 9]);
    expect(hold).toMatchObject({ total: 4000, seats: [40, 3, 4, 9], quantity: 4 });
    const owners = await shard.admin.hgetall(shard.showtime(showtime, "owners"));
    expect(owners).toEqual({ 3: id("a"), 4: id("a"), 9: id("a"), 40: id("a") });
    await office.refuses(() => office.hold(8, id("b"), [8, 9, 10, 40]), "SEAT_TAKEN", {
      seats: [9, 40],
    });
    expect(await office.state(8)).toBe(0);
  });

  it("E1 takes each seat's own price class", async () => {
    const plan = [0, 1, 2, 0x80 | 1, 0x40 | 2];
    const priced = await BoxOffice.open(shard, {
      showtime: 1000 + showtime,
      seats: 5,
      plan,
      prices: [1, 20, 300],
    });
    await priced.admit(7);
    expect(await priced.hold(7, id("p"), [0, 2, 3, 4])).toMatchObject({ total: 621 });
  });

  it("E2 refuses a seat that is held, sold or blocked and changes nothing", async () => {
    await office.hold(7, id("a"), [3]);
    await office.refuses(() => office.hold(8, id("b"), [3, 5]), "SEAT_TAKEN", { seats: [3] });
    for (const [seat, state] of [
      [20, "\x02"],
      [21, "\x03"],
    ] as const) {
      await shard.admin.setrange(shard.showtime(showtime, "seats"), seat, state);
      await office.refuses(() => office.hold(8, id("b"), [seat]), "SEAT_TAKEN", { seats: [seat] });
    }
  });

  it("E2 refuses held seats without a look at their holds while no deadline has passed", async () => {
    await office.hold(7, id("a"), [3]);
    await shard.admin.del(shard.showtime(showtime, "owners"), shard.showtime(showtime, "holds"));
    await office.refuses(() => office.hold(8, id("b"), [2, 3]), "SEAT_TAKEN", { seats: [3] });
  });

  it("E3 has exactly one winner among 50 callers of one seat", async () => {
    const callers = Array.from({ length: 50 }, (_, i) => 100 + i);
    await office.admit(...callers);
    const crowd = office.crowd();
    const outcomes = await Promise.allSettled(
      callers.map((memberNo) => crowd.hold(memberNo, id(`race-${memberNo}`), [9, 10])),
    );
    const codes = outcomes.map((outcome) =>
      outcome.status === "rejected" ? (outcome.reason as { code: string }).code : "OK",
    );
    expect(codes.filter((code) => code === "OK")).toHaveLength(1);
    expect(codes.filter((code) => code === "SEAT_TAKEN")).toHaveLength(49);
  });

  it("E1 gives the same answer to the same hold id, also after its end", async () => {
    await office.repeats(() => office.hold(7, id("a"), [3]));
    await office.release(7, id("a"), "op");
    await office.repeats(() => office.hold(7, id("a"), [3]));
    expect(await office.hold(7, id("a"), [3])).toMatchObject({ status: "released" });
    expect(await office.state(3)).toBe(0);
  });

  it("E5 refuses who has no running session", async () => {
    await office.refuses(() => office.hold(9, id("a"), [3]), "QUEUE_NOT_READY");
    await shard.advance(SESSION_MS - 1);
    await office.hold(7, id("last"), [3]);
    await shard.advance(1);
    await office.refuses(() => office.hold(8, id("late"), [4]), "QUEUE_NOT_READY");
  });

  it("E5 refuses an unknown seat, an unknown area and an unknown showtime", async () => {
    await office.refuses(() => office.hold(7, id("a"), [49, 50]), "SEAT_UNKNOWN", { seats: [50] });
    await office.refuses(() => office.hold(7, id("a"), { area: 1, quantity: 1 }), "AREA_UNKNOWN");
    const target = { ...office.target, showtime: 999_999 };
    const input = { memberNo: 7, place: 7, holdId: id("a"), layoutVersion: 1 };
    await office.refuses(
      () => seatHold(shard.runner, target, { ...input, wanted: { seats: [1] } }),
      "SHOWTIME_NOT_FOUND",
    );
  });

  it("B11 sells only between opening and close, by the shard's own clock", async () => {
    const now = await shard.now();
    await office.put("opens_at", now + 1);
    await office.refuses(() => office.hold(7, id("a"), [3]), "SALE_NOT_OPEN", { opensAt: now + 1 });
    await shard.advance(1);
    await office.hold(7, id("a"), [3]);
    await office.put("closes_at", now + 2);
    await shard.advance(1);
    await office.refuses(() => office.hold(7, id("b"), [4]), "SALE_CLOSED");
    await office.put("closes_at", 0);
    for (const [state, code] of [
      ["paused", "SALE_PAUSED"],
      ["closed", "SALE_CLOSED"],
      ["cancelled", "SALE_CLOSED"],
    ] as const) {
      await office.put("state", state);
      await office.refuses(() => office.hold(7, id("b"), [4]), code);
    }
  });

  it("E5 refuses seats of another layout", async () => {
    office.layoutVersion = 2;
    await office.refuses(() => office.hold(7, id("a"), [3]), "LAYOUT_CHANGED");
  });

  it("refuses without a lease or while the shard is rebuilt, and records nothing", async () => {
    const record = await shard.control();
    for (const lack of [{ leaseEndsAt: record.clock }, { rebuilding: 1 }]) {
      await shard.setControl({ ...record, ...lack });
      await office.refuses(() => office.hold(7, id("a"), [3]), "SALE_PAUSED");
      await shard.setControl(record);
    }
    expect(await office.hold(7, id("a"), [3])).toMatchObject({ status: "held" });
  });

  it("holds up to the limit of the sale and not one more", async () => {
    await office.hold(7, id("three"), [1, 2, 3]);
    await office.refuses(() => office.hold(7, id("five"), [4, 5]), "LIMIT_REACHED", { limit: 4 });
    await office.hold(7, id("four"), [4]);
    await office.refuses(() => office.hold(7, id("five"), [5]), "LIMIT_REACHED", { limit: 4 });
    await office.refuses(() => office.hold(7, id("five"), standing(1)), "LIMIT_REACHED");
    await office.refuses(() => office.hold(8, id("all"), [5, 6, 7, 8, 9]), "LIMIT_REACHED");
  });

  it("E10 holds units of an area out of its stock, and refuses more than is left", async () => {
    const hold = await office.hold(7, id("a"), standing(3));
    expect(hold).toMatchObject({ total: 900, area: 0, quantity: 3, seats: [] });
    expect(await office.stock(0)).toBe("7 10 1");
    expect((await shard.entries()).at(-1)).toMatchObject({ area: 0, quantity: 3, stock: 7 });
    await office.put("max_per_user", 20);
    await office.refuses(() => office.hold(8, id("b"), standing(8)), "OUT_OF_STOCK", { left: 7 });
    await office.hold(8, id("b"), standing(7));
    await office.refuses(() => office.hold(8, id("c"), standing(1)), "OUT_OF_STOCK", { left: 0 });
  });

  it("E10 never sells a unit twice to 50 callers of ten", async () => {
    const callers = Array.from({ length: 50 }, (_, i) => 200 + i);
    await office.admit(...callers);
    const crowd = office.crowd();
    const outcomes = await Promise.allSettled(
      callers.map((memberNo) => crowd.hold(memberNo, id(`area-${memberNo}`), standing(1))),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
    expect(await office.stock(0)).toBe("0 10 1");
  });

  it("a hold keeps its owner's slot to its deadline and never moves the session's end", async () => {
    await shard.advance(SESSION_MS - 1000);
    const hold = await office.hold(7, id("a"), [3]);
    expect(await office.slotOf(7)).toBe(hold.deadlineAt);
    await office.hold(8, id("b"), [4]);
    await shard.advance(1000);
    await office.refuses(() => office.hold(7, id("c"), [5]), "QUEUE_NOT_READY");
  });

  it("a hold that ends before the session leaves the slot at the session's end", async () => {
    const ends = await office.slotOf(7);
    await office.hold(7, id("a"), [3]);
    expect(await office.slotOf(7)).toBe(ends);
  });
});
