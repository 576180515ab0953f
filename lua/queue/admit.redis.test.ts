import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { payConfirm } from "../../server/redis/pay/confirm.js";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueEnter } from "../../server/redis/queue/enter.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { queueLeave } from "../../server/redis/queue/leave.js";
import { queueStatus } from "../../server/redis/queue/status.js";
import { seatHold } from "../../server/redis/seat/hold.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("queue/admit", () => {
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShowtime({ showtime, sale: { per_minute: 1_000_000 } });
  });

  const setSale = (fields: Record<string, string | number>) =>
    shard.admin.hset(shard.showtime(showtime, "sale"), fields);
  const join = async (count: number) => {
    for (let memberNo = 1; memberNo <= count; memberNo += 1) {
      await queueJoin(shard.runner, target, { memberNo });
    }
  };
  const admit = (limit = 500) => queueAdmit(shard.runner, target, { limit });
  /** Twenty at a time, as nodes that know nothing of each other. */
  const admitAtOnce = async (callers: number) => {
    const replies = await Promise.all(
      Array.from({ length: callers }, () => queueAdmit(shard.racer, target, { limit: 500 })),
    );
    return replies.reduce((sum, { calledNow }) => sum + calledNow, 0);
  };
  const called = async () => {
    const places = await shard.admin.zrange(shard.showtime(showtime, "called"), 0, "-1");
    return places.map(Number).sort((a, b) => a - b);
  };
  /** The bucket of a new waiting room has one token; this one is full. */
  const fillBucket = async () =>
    shard.admin.hset(shard.showtime(showtime, "queue"), { tokens: 1, filled_at: T0 - 3_600_000 });

  it("C9 calls in the order of arrival and gives each 30 s to enter", async () => {
    await setSale({ max_active: 3 });
    await shard.admit(showtime, 99);
    await join(4);
    await fillBucket();
    expect(await admit()).toEqual({ calledNow: 2, head: 2, waiting: 2, free: 0, more: false });
    expect(await called()).toEqual([1, 2]);
    expect(await queueStatus(shard.runner, target, { memberNo: 1, place: 1 })).toMatchObject({
      status: "called",
      ahead: 0,
      deadlineAt: (await shard.now()) + 30_000,
    });
  });

  it("C10 never has more sessions and calls than slots, with 1 to 20 callers at once", async () => {
    await join(100);
    await fillBucket();
    for (let callers = 1; callers <= 20; callers += 1) {
      await setSale({ max_active: callers * 4 });
      expect(await admitAtOnce(callers)).toBe(4);
      expect(await called()).toHaveLength(callers * 4);
    }
  });

  it("C10 lets in at most the rate, however often and by however many it is asked", async () => {
    await setSale({ per_minute: 600 });
    await join(60);
    let total = await admitAtOnce(5);
    expect(total).toBe(1);
    for (let step = 0; step < 40; step += 1) {
      await shard.advance(25);
      total += await admitAtOnce(5);
    }
    expect(total).toBe(11);
  });

  it("saves up at most a second's worth of calls, and never less than one", async () => {
    await setSale({ per_minute: 300 });
    await join(20);
    await admit();
    await shard.advance(3_600_000);
    expect((await admit()).calledNow).toBe(5);
    await setSale({ per_minute: 6 });
    await shard.advance(9_999);
    expect((await admit()).calledNow).toBe(0);
    await shard.advance(1);
    expect((await admit()).calledNow).toBe(1);
  });

  it("calls at most the limit and says when there is more", async () => {
    await join(20);
    await fillBucket();
    expect(await admit(15)).toMatchObject({ calledNow: 15, more: true });
    expect(await admit(15)).toMatchObject({ calledNow: 5, more: false });
  });

  it("in mode open asks for no rate", async () => {
    await join(20);
    await setSale({ mode: "open", per_minute: 1 });
    expect(await admit()).toMatchObject({ calledNow: 20, waiting: 0 });
  });

  it("skips places that left, many at once and at the end, without calling them", async () => {
    await join(40);
    for (const place of [1, 2, 3, 10, 11, 12, 13, 14, 15, 16, 17, 18, 39, 40]) {
      await queueLeave(shard.runner, target, { memberNo: place, place });
    }
    await fillBucket();
    await setSale({ max_active: 8 });
    expect(await admit()).toMatchObject({ calledNow: 8, head: 20, waiting: 18 });
    expect(await called()).toEqual([4, 5, 6, 7, 8, 9, 19, 20]);
    await setSale({ max_active: 500 });
    expect(await admit()).toMatchObject({ calledNow: 18, waiting: 0 });
    expect((await called()).at(-1)).toBe(38);
    expect(await admit()).toMatchObject({ calledNow: 0, waiting: 0, more: false });
  });

  it("E8 gives the slot of a lapsed session, and of a call not followed, to the next", async () => {
    await setSale({ max_active: 2 });
    await join(4);
    await fillBucket();
    await admit();
    await queueEnter(shard.runner, target, { memberNo: 1, place: 1 });
    await shard.advance(30_000);
    expect(await admit()).toMatchObject({ calledNow: 1, head: 3 });
    await shard.advance(570_000);
    expect(await admit()).toMatchObject({ calledNow: 1, head: 4 });
    expect(await shard.admin.zcard(shard.showtime(showtime, "active"))).toBe(0);
    expect(await shard.admin.hlen(shard.showtime(showtime, "sessions"))).toBe(0);
  });

  it("C11 E8 gives the slot of a member who has paid to the next at once; that place is over", async () => {
    await setSale({ max_active: 1 });
    await join(2);
    await fillBucket();
    await admit();
    await queueEnter(shard.runner, target, { memberNo: 1, place: 1 });
    const holdId = `paid-${showtime}`;
    const wanted = { seats: [3] };
    const input = { memberNo: 1, place: 1, holdId, layoutVersion: 1, wanted };
    const { total } = await seatHold(shard.runner, target, input);
    expect((await admit()).calledNow).toBe(0);
    const pay = { payId: `pay-${showtime}`, holdId, memberNo: 1, amount: total };
    await payConfirm(shard.runner, { ...target, memberNo: 1 }, pay);
    expect(await admit()).toMatchObject({ calledNow: 1, head: 2 });
    expect(await queueStatus(shard.runner, target, { memberNo: 1, place: 1 })).toMatchObject({
      status: "done",
    });
  });

  it("a hold keeps its owner's slot past the end of the session", async () => {
    await setSale({ max_active: 1 });
    await join(2);
    await admit();
    const { deadlineAt } = await queueEnter(shard.runner, target, { memberNo: 1, place: 1 });
    await shard.admin.zadd(shard.showtime(showtime, "active"), deadlineAt + 1000, 1);
    await shard.advance(600_000);
    expect((await admit()).calledNow).toBe(0);
    expect(await queueStatus(shard.runner, target, { memberNo: 1, place: 1 })).toMatchObject({
      status: "admitted",
      deadlineAt,
    });
    await shard.advance(1000);
    expect((await admit()).calledNow).toBe(1);
  });

  it.each([
    { state: "paused" },
    { state: "closed" },
    { mode: "paused" },
    { opens_at: T0 * 2 },
    { closes_at: 1 },
    { unsold: 0 },
    { max_active: 0 },
  ])("calls no place while the sale says %j, and writes nothing", async (sale) => {
    await join(2);
    await setSale(sale);
    const before = await shard.dump();
    expect(await admit()).toMatchObject({ calledNow: 0, head: 0, waiting: 2, more: false });
    expect(await shard.dump()).toEqual(before);
  });

  it("refuses without a lease, while rebuilding and for an unknown showtime", async () => {
    await join(1);
    const record = await shard.control();
    for (const fields of [{ leaseEndsAt: record.clock }, { rebuilding: 1 }]) {
      await shard.setControl({ ...record, ...fields });
      const before = await shard.dump();
      await expect(admit()).rejects.toMatchObject({ code: "SALE_PAUSED" });
      expect(await shard.dump()).toEqual(before);
    }
    await shard.setControl(record);
    await expect(
      queueAdmit(shard.runner, { ...target, showtime: 1_000_000 }, { limit: 1 }),
    ).rejects.toMatchObject({ code: "SHOWTIME_NOT_FOUND" });
  });

  it("a pause ends no session and no call; after it each has a minute", async () => {
    await setSale({ max_active: 2 });
    await join(4);
    await fillBucket();
    await admit();
    await queueEnter(shard.runner, target, { memberNo: 1, place: 1 });
    const t = await shard.now();
    await setSale({ state: "paused", paused_from: t + 1000, paused_at: t + 1000 });
    await shard.advance(3_600_000);
    expect(await queueStatus(shard.runner, target, { memberNo: 2, place: 2 })).toMatchObject({
      status: "called",
    });
    await setSale({ state: "open", resumed_at: t + 3_600_000 });
    expect((await admit()).calledNow).toBe(0);
    await shard.advance(59_999);
    expect((await admit()).calledNow).toBe(0);
    await shard.advance(1);
    expect((await admit()).calledNow).toBe(2);
  });
});
