import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import { TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, HOLD_MS, SESSION_MS } from "../../testing/kit/box-office.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("seat/change", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    office = await BoxOffice.open(shard, {
      showtime,
      seats: 50,
      plan: Array.from({ length: 50 }, (_, i) => (i < 10 ? 0 : 1)),
      prices: [1000, 500],
      areas: [{ capacity: 5, priceClass: 0 }],
    });
    await office.admit(7, 8);
    await office.hold(7, id("a"), [3, 4]);
  });

  const id = (name: string): string => `${name}-${showtime}`;

  it("E6 gives other seats in one step: same deadline, new price", async () => {
    const before = await office.read(id("a"));
    await shard.advance(1000);
    const hold = await office.change(7, id("a"), "op", [4, 12, 13]);
    expect(hold).toMatchObject({ seats: [4, 12, 13], quantity: 3, total: 2000, status: "held" });
    expect(hold.deadlineAt).toBe(before?.hold.deadlineAt);
    expect(hold.madeAt).toBe(before?.hold.madeAt);
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "held",
      op: "seat/change:op",
      holdId: id("a"),
      seats: [4, 12, 13],
      freed: [3],
      count: 3,
      total: 2000,
    });
    expect(await Promise.all([3, 4, 12, 13].map((seat) => office.state(seat)))).toEqual([
      0, 1, 1, 1,
    ]);
    expect(await shard.admin.hgetall(shard.showtime(showtime, "owners"))).toEqual({
      4: id("a"),
      12: id("a"),
      13: id("a"),
    });
    expect(await office.member(7)).toBe(`3 ${id("a")}`);
  });

  it("E6 gives the same answer to the same operation", async () => {
    await office.repeats(() => office.change(7, id("a"), "op", [20]));
    await office.change(7, id("a"), "next", [21]);
    expect(await office.read(id("a"))).toMatchObject({ hold: { seats: [21] } });
  });

  it("E2 refuses a seat of somebody else and keeps the old ones", async () => {
    await office.hold(8, id("b"), [20]);
    await office.refuses(() => office.change(7, id("a"), "op", [4, 20]), "SEAT_TAKEN", {
      seats: [20],
    });
    await office.refuses(() => office.change(7, id("a"), "op", [99]), "SEAT_UNKNOWN");
  });

  it("E6 counts what is given back against the limit", async () => {
    await office.hold(7, id("other"), [10, 11]);
    await office.refuses(() => office.change(7, id("a"), "op", [20, 21, 22]), "LIMIT_REACHED");
    expect(await office.change(7, id("a"), "op", [20, 21])).toMatchObject({ quantity: 2 });
    expect(await office.member(7)).toBe(`4 ${id("a")},${id("other")}`);
  });

  it("E4 takes a seat whose hold has lapsed, after that hold's own entry", async () => {
    await office.put("hold_ms", 5000);
    await office.hold(8, id("b"), [20, 21]);
    await shard.advance(5000);
    expect(await office.change(7, id("a"), "op", [20])).toMatchObject({ seats: [20] });
    expect((await shard.entries()).slice(-2)).toMatchObject([
      { kind: "ended", holdId: id("b"), seats: [20, 21] },
      { kind: "held", seats: [20], freed: [3, 4] },
    ]);
    expect(await office.member(8)).toBeNull();
  });

  it("E4 counts one's own lapsed holds out of the limit", async () => {
    await office.put("hold_ms", 5000);
    await office.hold(7, id("b"), [20, 21]);
    await shard.advance(5000);
    const hold = await office.change(7, id("a"), "op", [30, 31, 32, 33]);
    expect(hold.quantity).toBe(4);
    expect(await office.member(7)).toBe(`4 ${id("a")}`);
  });

  it("E7 refuses another member's hold and one that was never made", async () => {
    await office.refuses(() => office.change(8, id("a"), "op", [20]), "FORBIDDEN");
    await office.refuses(() => office.change(7, "no-such", "op", [20]), "RESERVATION_NOT_FOUND");
  });

  it("E6 refuses a hold that is over or paid", async () => {
    const pay = { payId: id("pay"), holdId: id("a"), memberNo: 7, amount: 2000 };
    await payConfirm(shard.runner, { ...office.target, memberNo: 7 }, pay);
    await office.refuses(() => office.change(7, id("a"), "op", [20]), "ALREADY_PAID");
    await office.hold(8, id("b"), [20]);
    await office.release(8, id("b"), "gone");
    await office.refuses(() => office.change(8, id("b"), "op", [21]), "ALREADY_CANCELLED");
    await office.hold(8, id("c"), [20]);
    await shard.advance(HOLD_MS);
    await office.refuses(() => office.change(8, id("c"), "op", [21]), "RESERVATION_EXPIRED");
    await office.sweep();
    await office.refuses(() => office.change(8, id("c"), "op", [21]), "RESERVATION_EXPIRED");
  });

  it("E6 refuses to make seats of units", async () => {
    await office.hold(8, id("u"), { area: 0, quantity: 1 });
    await office.refuses(() => office.change(8, id("u"), "op", [20]), "INVALID_STATE", {
      from: "area",
      to: "seats",
    });
  });

  it("E5 needs session, sale, layout and lease as a hold does", async () => {
    await shard.advance(SESSION_MS - 1);
    await office.hold(7, id("late"), [3]);
    await shard.advance(1);
    const change = () => office.change(7, id("late"), "op", [20]);
    await office.refuses(change, "QUEUE_NOT_READY");
    await office.admit(7);
    await office.put("state", "paused");
    await office.refuses(change, "SALE_PAUSED");
    await office.put("state", "closed");
    await office.refuses(change, "SALE_CLOSED");
    await office.put("state", "open");
    await office.put("layout", 2);
    await office.refuses(change, "LAYOUT_CHANGED");
    await office.put("layout", 1);
    const record = await shard.control();
    await office.lapseLease();
    await office.refuses(change, "SALE_PAUSED");
    await shard.setControl(record);
    expect(await change()).toMatchObject({ seats: [20] });
  });

  it("E3 has one winner among 50 holders who all want the same seat", async () => {
    const members = Array.from({ length: 45 }, (_, i) => 100 + i);
    await office.admit(...members);
    const crowd = office.crowd();
    const seats = members.map((_, i) => i + 5);
    await Promise.all(
      members.map((memberNo, i) => crowd.hold(memberNo, id(`h${i}`), [seats[i] ?? 0])),
    );
    await office.release(7, id("a"), "free");
    const outcomes = await Promise.allSettled(
      members.map((memberNo, i) => crowd.change(memberNo, id(`h${i}`), `op${i}-${showtime}`, [3])),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const states = await shard.admin.getBuffer(shard.showtime(showtime, "seats"));
    expect(states?.filter((state) => state === 1)).toHaveLength(45);
  });
});
