import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueEnter } from "../../server/redis/queue/enter.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { queueStatus } from "../../server/redis/queue/status.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const ENTER_MS = 30_000;
const PARK_MS = 300_000;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("queue/enter", () => {
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShowtime({ showtime, sale: { mode: "open", max_active: 1 } });
    // The first goes straight in; those who come later wait for that slot.
    for (const memberNo of [1, 2, 3]) await queueJoin(shard.runner, target, { memberNo });
  });

  const setSale = (fields: Record<string, string | number>) =>
    shard.admin.hset(shard.showtime(showtime, "sale"), fields);
  const enter = (place: number) => queueEnter(shard.runner, target, { memberNo: place, place });
  const status = (place: number) => queueStatus(shard.runner, target, { memberNo: place, place });
  const admit = () => queueAdmit(shard.runner, target, { limit: 500 });
  const callSecond = async () => {
    await setSale({ max_active: 2 });
    await admit();
  };

  it("C7 starts the session of one who was called, once", async () => {
    await callSecond();
    const entered = await enter(2);
    expect(entered).toMatchObject({ status: "admitted", ahead: -1, isNew: false });
    expect(entered.deadlineAt).toBe((await shard.now()) + 600_000);
    await shard.advance(1000);
    const before = await shard.dump();
    expect(await enter(2)).toEqual(entered);
    expect(await shard.dump()).toEqual(before);
  });

  it("C7 lets no member in before the turn of the place", async () => {
    const before = await shard.dump();
    expect(await enter(3)).toMatchObject({ status: "waiting", ahead: 1 });
    expect(await shard.dump()).toEqual(before);
  });

  it("parks a place that does not enter in time, for 5 minutes, then it is over", async () => {
    await callSecond();
    const { deadlineAt } = await status(2);
    await shard.advance(ENTER_MS);
    expect(await status(2)).toMatchObject({ status: "parked", deadlineAt: deadlineAt + PARK_MS });
    await shard.advance(PARK_MS - 1);
    expect(await status(2)).toMatchObject({ status: "parked" });
    await shard.advance(1);
    expect(await status(2)).toMatchObject({ status: "expired", deadlineAt: 0 });
    expect(await enter(2)).toMatchObject({ status: "expired" });
    await admit();
    expect(await shard.admin.zscore(shard.showtime(showtime, "called"), 2)).toBeNull();
    expect(await status(2)).toMatchObject({ status: "expired" });
  });

  it("lets a parked place in at once where a slot is free", async () => {
    await callSecond();
    await shard.advance(ENTER_MS);
    expect(await enter(2)).toMatchObject({ status: "admitted" });
  });

  it("without a free slot a parked place returns and is called before the head moves", async () => {
    await callSecond();
    await shard.advance(ENTER_MS);
    await admit();
    expect(await status(3)).toMatchObject({ status: "called" });
    expect(await enter(2)).toMatchObject({ status: "returning", deadlineAt: 0 });
    const before = await shard.dump();
    expect(await enter(2)).toMatchObject({ status: "returning" });
    expect(await shard.dump()).toEqual(before);
    await queueJoin(shard.runner, target, { memberNo: 4 });
    const { called } = await status(4);
    await setSale({ max_active: 3 });
    expect(await admit()).toMatchObject({ calledNow: 1, head: 3, waiting: 1 });
    expect(await status(2)).toMatchObject({ status: "called", called });
  });

  it("of several that return the lowest place is called first", async () => {
    await setSale({ max_active: 3 });
    await admit();
    await shard.advance(ENTER_MS);
    await setSale({ max_active: 1 });
    expect((await enter(3)).status).toBe("returning");
    expect((await enter(2)).status).toBe("returning");
    await setSale({ max_active: 2 });
    await admit();
    expect([(await status(2)).status, (await status(3)).status]).toEqual(["called", "returning"]);
  });

  it("in a paused sale a place that was called stays called and does not go in", async () => {
    await callSecond();
    const now = await shard.now();
    await setSale({ state: "paused", paused_from: now, paused_at: now });
    expect(await enter(2)).toMatchObject({ status: "called" });
    await setSale({ state: "open", resumed_at: now });
    expect(await enter(2)).toMatchObject({ status: "admitted" });
  });

  it("refuses another's place, and everybody without a lease, and changes nothing", async () => {
    await callSecond();
    const record = await shard.control();
    await queueJoin(shard.runner, target, { memberNo: 5 });
    const before = await shard.dump();
    await expect(queueEnter(shard.runner, target, { memberNo: 5, place: 2 })).rejects.toMatchObject(
      {
        code: "QUEUE_TOKEN_EXPIRED",
      },
    );
    await expect(
      queueEnter(shard.runner, { ...target, showtime: 1_000_000 }, { memberNo: 5, place: 2 }),
    ).rejects.toMatchObject({ code: "SHOWTIME_NOT_FOUND" });
    await shard.setControl({ ...record, leaseEndsAt: record.clock });
    await expect(enter(2)).rejects.toMatchObject({ code: "SALE_PAUSED" });
    await shard.setControl(record);
    expect(await shard.dump()).toEqual(before);
  });

  it("starts one session when 50 tabs enter at once", async () => {
    await callSecond();
    const replies = await Promise.all(
      Array.from({ length: 50 }, () => queueEnter(shard.racer, target, { memberNo: 2, place: 2 })),
    );
    expect(new Set(replies.map(({ status: is }) => is))).toEqual(new Set(["admitted"]));
    expect(await shard.admin.zcard(shard.showtime(showtime, "active"))).toBe(2);
  });
});
