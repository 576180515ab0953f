import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import { TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, HOLD_MS } from "../../testing/kit/box-office.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("seat/release and seat/read", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    office = await BoxOffice.open(shard, {
      showtime,
      seats: 50,
      areas: [{ capacity: 5, priceClass: 0 }],
    });
    await office.admit(7, 8);
    await office.hold(7, id("a"), [3, 4]);
  });

  const id = (name: string): string => `${name}-${showtime}`;
  const payment = () => ({ payId: id("pay"), holdId: id("a"), memberNo: 7, amount: 2000 });
  const payer = () => ({ ...office.target, memberNo: 7 });

  it("E6 gives the seats back at once", async () => {
    const hold = await office.release(7, id("a"), "op");
    expect(hold).toMatchObject({ status: "released", seats: [3, 4] });
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "ended",
      op: "seat/release:op",
      status: "released",
      seats: [3, 4],
      count: 0,
    });
    expect([await office.state(3), await office.state(4)]).toEqual([0, 0]);
    expect(await office.member(7)).toBeNull();
    expect(await office.hold(8, id("b"), [3, 4])).toMatchObject({ status: "held" });
  });

  it("E12 gives units back to their area", async () => {
    await office.hold(8, id("u"), { area: 0, quantity: 3 });
    await office.release(8, id("u"), "op");
    expect(await office.stock(0)).toBe("5 5 0");
    expect((await shard.entries()).at(-1)).toMatchObject({ area: 0, quantity: 3, stock: 5 });
  });

  it("E12 answers the same operation again, and refuses another one", async () => {
    await office.repeats(() => office.release(7, id("a"), "op"));
    await office.refuses(() => office.release(7, id("a"), "other"), "ALREADY_CANCELLED");
  });

  it("E12 refuses a hold that has lapsed, before and after the sweep", async () => {
    await shard.advance(HOLD_MS);
    await office.refuses(() => office.release(7, id("a"), "op"), "ALREADY_CANCELLED");
    await office.sweep();
    await office.refuses(() => office.release(7, id("a"), "op"), "ALREADY_CANCELLED");
  });

  it("E7 refuses another member's hold and one that was never made", async () => {
    await office.refuses(() => office.release(8, id("a"), "op"), "FORBIDDEN");
    await office.refuses(() => office.release(7, "no-such", "op"), "RESERVATION_NOT_FOUND");
  });

  it("G9 refuses what is paid: that needs a cancellation", async () => {
    await payConfirm(shard.runner, payer(), payment());
    await office.refuses(() => office.release(7, id("a"), "op"), "PAID_NEEDS_CANCELLATION");
  });

  it("needs the lease, but no open sale: an organiser's pause keeps no member's seats", async () => {
    const record = await shard.control();
    await office.lapseLease();
    await office.refuses(() => office.release(7, id("a"), "op"), "SALE_PAUSED");
    await shard.setControl(record);
    await office.put("state", "paused");
    expect(await office.release(7, id("a"), "op")).toMatchObject({ status: "released" });
  });

  it("E8 gives the slot back: to the session's end, a later hold, or the next", async () => {
    const sessionEnd = await office.slotOf(7);
    await shard.advance(400_000);
    await office.hold(7, id("b"), [10]);
    await shard.advance(1000);
    const later = await office.hold(7, id("c"), [11]);
    expect(await office.slotOf(7)).toBe(later.deadlineAt);
    await office.release(7, id("c"), "op-c");
    expect(await office.slotOf(7)).toBe(later.deadlineAt - 1000);
    await office.release(7, id("b"), "op-b");
    expect(await office.slotOf(7)).toBe(sessionEnd);
    await office.hold(7, id("d"), [12]);
    await shard.advance(200_000);
    await office.release(7, id("d"), "op-d");
    expect(await office.slotOf(7)).toBeUndefined();
    expect(await shard.admin.hexists(shard.showtime(showtime, "sessions"), "7")).toBe(0);
  });

  it("E12 ends once, however many ask at once", async () => {
    const crowd = office.crowd();
    const before = (await shard.control()).n;
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) => crowd.release(7, id("a"), `op-${i}`)),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await shard.control()).n).toBe(before + 1);
  });

  it("E6 reads a hold and the payment asked for", async () => {
    expect(await office.read(id("a"))).toMatchObject({
      hold: { status: "held", seats: [3, 4], total: 2000, memberNo: 7, place: 7 },
      pay: undefined,
    });
    expect(await office.read("no-such")).toBeUndefined();
    await payConfirm(shard.runner, payer(), payment());
    expect(await office.read(id("a"), id("pay"))).toMatchObject({
      hold: { status: "paid" },
      pay: { state: "confirmed", holdId: id("a"), seats: [3, 4] },
    });
    expect(await office.read(id("a"), "another")).toMatchObject({ pay: undefined });
  });

  it("E4 reads a lapsed hold as expired from its deadline on, and changes nothing", async () => {
    await shard.advance(HOLD_MS - 1);
    expect(await office.read(id("a"))).toMatchObject({ hold: { status: "held" } });
    await shard.advance(1);
    const before = await shard.dump();
    expect(await office.read(id("a"))).toMatchObject({ hold: { status: "expired" } });
    expect(await shard.dump()).toEqual(before);
    await office.lapseLease();
    expect(await office.read(id("a"))).toMatchObject({ hold: { status: "expired" } });
  });
});
