import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import { sweepAll } from "../../server/redis/seat/sweep.js";
import { TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, GRACE_MS, HOLD_MS } from "../../testing/kit/box-office.js";

const FORGET_AFTER_MS = 660_000;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("seat/sweep", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    await shard.setControl({
      ...(await shard.control()),
      pausedAt: 0,
      pausedFromAt: 0,
      resumedAt: 0,
    });
    office = await BoxOffice.open(shard, {
      showtime,
      seats: 50,
      areas: [{ capacity: 5, priceClass: 0 }],
    });
    await office.admit(7, 8);
  });

  const id = (name: string): string => `${name}-${showtime}`;

  it("E4 ends each lapsed hold with its own entry, and no other", async () => {
    await office.hold(7, id("a"), [3, 4]);
    await office.hold(7, id("u"), { area: 0, quantity: 2 });
    await shard.advance(1);
    await office.hold(8, id("b"), [5]);
    await shard.advance(HOLD_MS - 1);
    expect(await office.sweep()).toEqual({ done: 2, expired: 2 });
    expect((await shard.entries()).slice(-2)).toMatchObject([
      { kind: "ended", op: `seat/expire:${id("a")}`, status: "expired", count: 2 },
      { kind: "ended", op: `seat/expire:${id("u")}`, status: "expired", count: 0, stock: 5 },
    ]);
    expect(await Promise.all([3, 4, 5].map((seat) => office.state(seat)))).toEqual([0, 0, 1]);
    expect(await office.member(7)).toBeNull();
    expect(await office.member(8)).toBe(`1 ${id("b")}`);
    const before = await shard.dump();
    expect(await office.sweep()).toEqual({ done: 0, expired: 0 });
    expect(await shard.dump()).toEqual(before);
  });

  it("E4 looks at no more than its limit, and is repeated until nothing is left", async () => {
    await office.put("max_per_user", 50);
    for (let seat = 0; seat < 7; seat++) await office.hold(7, id(`h${seat}`), [seat]);
    await shard.advance(HOLD_MS);
    expect(await office.sweep(3)).toEqual({ done: 3, expired: 3 });
    expect(await sweepAll(shard.runner, office.target)).toBe(4);
    expect(await sweepAll(shard.runner, office.target)).toBe(0);
  });

  it("E4 ends a hold once when 50 sweep at the same time", async () => {
    await office.hold(7, id("a"), [3, 4]);
    await shard.advance(HOLD_MS);
    const crowd = office.crowd();
    const swept = await Promise.all(Array.from({ length: 50 }, () => crowd.sweep()));
    expect(swept.reduce((sum, { expired }) => sum + expired, 0)).toBe(1);
  });

  it("E4 forgets the record of a hold when a repetition can no longer come", async () => {
    await office.hold(7, id("a"), [3]);
    await shard.advance(HOLD_MS);
    await office.sweep();
    await shard.advance(FORGET_AFTER_MS - HOLD_MS - 1);
    await office.sweep();
    expect(await office.read(id("a"))).toMatchObject({ hold: { status: "expired" } });
    await shard.advance(1);
    expect(await office.sweep()).toEqual({ done: 1, expired: 0 });
    expect(await office.read(id("a"))).toBeUndefined();
    expect(await shard.admin.zcard(shard.showtime(showtime, "deadlines"))).toBe(0);
  });

  it("G5 never forgets what was paid: its id is not held again, however late it is repeated", async () => {
    const paid = await office.hold(7, id("a"), [3]);
    const pay = { payId: id("pay"), holdId: id("a"), memberNo: 7, amount: paid.total };
    await payConfirm(shard.runner, { ...office.target, memberNo: 7 }, pay);
    await shard.advance(FORGET_AFTER_MS);
    expect(await office.sweep()).toEqual({ done: 1, expired: 0 });
    await office.admit(7);
    const again = await office.hold(7, id("a"), [4, 5]);
    expect(again).toMatchObject({ id: id("a"), status: "paid", seats: [3] });
    expect(await Promise.all([3, 4, 5].map((seat) => office.state(seat)))).toEqual([2, 0, 0]);
    expect(await office.sweep()).toEqual({ done: 0, expired: 0 });
  });

  it("refuses without a lease and for an unknown showtime", async () => {
    await office.hold(7, id("a"), [3]);
    await shard.advance(HOLD_MS);
    const record = await shard.control();
    await office.lapseLease();
    await office.refuses(() => office.sweep(), "SALE_PAUSED");
    await shard.setControl(record);
    const nowhere = { ...office.target, showtime: 999_999 };
    await office.refuses(() => sweepAll(shard.runner, nowhere), "SHOWTIME_NOT_FOUND");
  });

  it("E4 is not held up by holds that a pause keeps", async () => {
    await office.put("max_per_user", 50);
    for (let seat = 0; seat < 4; seat++) await office.hold(7, id(`kept${seat}`), [seat]);
    await shard.advance(HOLD_MS - 1000);
    await office.policy(id("pause"), { state: "paused" });
    await shard.advance(5000);
    expect(await office.sweep(2)).toEqual({ done: 2, expired: 0 });
    await office.policy(id("resume"), { state: "open" });
    await office.put("hold_ms", 5000);
    await office.admit(7);
    await office.hold(7, id("short"), [20]);
    await shard.advance(5000);
    expect(await sweepAll(shard.runner, office.target)).toBe(1);
    expect(await office.state(20)).toBe(0);
    await shard.advance(GRACE_MS - 5000 - 1);
    expect(await sweepAll(shard.runner, office.target)).toBe(0);
    await shard.advance(1);
    expect(await sweepAll(shard.runner, office.target)).toBe(4);
  });
});
