import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueEnter } from "../../server/redis/queue/enter.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { queueLeave } from "../../server/redis/queue/leave.js";
import { queueResume } from "../../server/redis/queue/resume.js";
import { queueStatus } from "../../server/redis/queue/status.js";
import { queueTick } from "../../server/redis/queue/tick.js";
import { showState } from "../../server/redis/show/state.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("queue/status, leave, resume and tick", () => {
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShowtime({ showtime, sale: { mode: "open", max_active: 1 } });
    for (const memberNo of [1, 2, 3, 4, 5]) await queueJoin(shard.runner, target, { memberNo });
  });

  const of = (place: number) => ({ memberNo: place, place });
  const status = (place: number) => queueStatus(shard.runner, target, of(place));
  const leave = (place: number) => queueLeave(shard.runner, target, of(place));
  const resume = (place: number) => queueResume(shard.runner, target, of(place));
  const tick = () => queueTick(shard.runner, target, {});
  const admit = () => queueAdmit(shard.runner, target, { limit: 500 });
  const setSale = (fields: Record<string, string | number>) =>
    shard.admin.hset(shard.showtime(showtime, "sale"), fields);

  it("C4 tells a place from the middle how many are ahead, and changes nothing", async () => {
    await leave(3);
    const before = await shard.dump();
    expect(await status(5)).toMatchObject({ status: "waiting", ahead: 2, waiting: 3, leftSeq: 1 });
    expect(await status(2)).toMatchObject({ status: "waiting", ahead: 0 });
    expect(await status(1)).toMatchObject({ status: "admitted", ahead: -1 });
    expect(await shard.dump()).toEqual(before);
  });

  it("C2 a place is its member's alone: another's number is refused by every script", async () => {
    const before = await shard.dump();
    for (const script of [queueStatus, queueResume, queueLeave, queueEnter]) {
      await expect(script(shard.runner, target, { memberNo: 5, place: 2 })).rejects.toMatchObject({
        code: "QUEUE_TOKEN_EXPIRED",
      });
      await expect(
        script(shard.runner, { ...target, showtime: 1_000_000 }, of(5)),
      ).rejects.toMatchObject({ code: "SHOWTIME_NOT_FOUND" });
    }
    expect(await shard.dump()).toEqual(before);
  });

  it("refuses everything while the shard is rebuilt", async () => {
    const record = await shard.control();
    await shard.setControl({ ...record, rebuilding: 1 });
    const before = await shard.dump();
    for (const script of [queueStatus, queueResume, queueLeave, queueEnter]) {
      await expect(script(shard.runner, target, of(5))).rejects.toMatchObject({
        code: "SALE_PAUSED",
      });
    }
    await expect(tick()).rejects.toMatchObject({ code: "SALE_PAUSED" });
    expect(await shard.dump()).toEqual(before);
    await shard.setControl(record);
  });

  it("leaving is final, counts once and frees a slot that was held", async () => {
    expect(await leave(3)).toMatchObject({ status: "left", waiting: 3, leftSeq: 1 });
    const before = await shard.dump();
    expect(await leave(3)).toMatchObject({ status: "left" });
    expect(await status(3)).toMatchObject({ status: "left", ahead: -1 });
    expect(await resume(3)).toMatchObject({ status: "left" });
    expect(await shard.dump()).toEqual(before);
    expect(await leave(1)).toMatchObject({ status: "left", waiting: 3, leftSeq: 1 });
    expect(await admit()).toMatchObject({ calledNow: 1, head: 2 });
  });

  it("one who was called, parked or returning leaves without being announced", async () => {
    await setSale({ max_active: 4 });
    await admit();
    await leave(2);
    await shard.advance(30_000);
    await leave(3);
    await setSale({ max_active: 1 });
    expect((await queueEnter(shard.runner, target, of(4))).status).toBe("returning");
    await leave(4);
    await setSale({ max_active: 4 });
    expect(await admit()).toMatchObject({ calledNow: 1, head: 5 });
    expect(await tick()).toMatchObject({ called: 5, left: [], leftSeq: 0 });
  });

  it("leaves once when 50 tabs leave at once", async () => {
    await Promise.all(Array.from({ length: 50 }, () => queueLeave(shard.racer, target, of(4))));
    expect(await tick()).toMatchObject({ leftSeq: 1, left: [4], waiting: 3 });
  });

  it("a tick counts, announces departures 200 at a time, and journals what changed", async () => {
    for (let memberNo = 10; memberNo < 220; memberNo += 1) {
      const { place } = await queueJoin(shard.racer, target, { memberNo });
      await queueLeave(shard.racer, target, { memberNo, place });
    }
    const before = await shard.control();
    const first = await tick();
    expect(first).toMatchObject({ n: 1, head: 1, called: 1, leftSeq: 210, pending: 10 });
    expect(first).toMatchObject({ waiting: 4, perMinute: 6000, state: "open", unsold: 50 });
    expect(first.left).toHaveLength(200);
    expect((await shard.entries()).at(-1)).toMatchObject({ kind: "queue", next: 215, head: 1 });
    expect((await shard.control()).n).toBe(before.n + 1);
    expect(await tick()).toMatchObject({ n: 2, pending: 0, leftSeq: 210 });
    expect((await shard.control()).n).toBe(before.n + 1);
  });

  it("a tick without a lease counts on and leaves the journal alone", async () => {
    const record = await shard.control();
    await shard.setControl({ ...record, leaseEndsAt: record.clock });
    expect(await tick()).toMatchObject({ n: 1 });
    expect((await shard.control()).n).toBe(record.n);
    await shard.setControl(record);
    expect(await tick()).toMatchObject({ n: 2 });
    expect((await shard.control()).n).toBe(record.n + 1);
  });

  it("C4 answers a pace of 0 while no place is called, in every reply", async () => {
    const now = await shard.now();
    const open = { state: "open", mode: "fifo", opens_at: 0, closes_at: 0, unsold: 50 };
    let memberNo = 100;
    const paces = async (fields: Record<string, string | number>) => {
      await setSale({ ...open, ...fields });
      const joined = await queueJoin(shard.runner, target, { memberNo: ++memberNo });
      const replies = [joined, await status(5), await resume(5), await tick()];
      return [...new Set(replies.map(({ perMinute }) => perMinute))];
    };
    expect(await paces({})).toEqual([6000]);
    expect(await paces({ mode: "paused" })).toEqual([0]);
    expect(await paces({ state: "paused" })).toEqual([0]);
    expect(await paces({ opens_at: now + 60_000, queue_opens_at: 1 })).toEqual([0]);
    await setSale({ ...open, unsold: 0 });
    expect([(await status(5)).perMinute, (await tick()).perMinute]).toEqual([0, 0]);
    await setSale({ ...open, closes_at: now });
    expect([(await status(5)).perMinute, (await tick()).perMinute]).toEqual([0, 0]);
  });

  it.each([{ state: "closed" }, { state: "cancelled" }, { closes_at: 1 }])(
    "C7 when the sale is over (%p) those who wait are expired, those who are in stay in",
    async (over) => {
      await setSale({ max_active: 3, mode: "fifo" });
      await admit();
      await shard.advance(30_000);
      await setSale({ max_active: 2 });
      await admit();
      const join = (place: number) => queueJoin(shard.runner, target, { memberNo: place });
      const enter = (place: number) => queueEnter(shard.runner, target, of(place));
      const before = await Promise.all([1, 2, 3, 5].map(status));
      expect(before.map((reply) => reply.status)).toEqual([
        "admitted",
        "parked",
        "called",
        "waiting",
      ]);
      await setSale(over);
      const dump = await shard.dump();
      expect(await status(1)).toMatchObject({ status: "admitted" });
      expect(await join(1)).toMatchObject({ status: "admitted", isNew: false });
      for (const place of [2, 3, 5]) {
        expect(await status(place)).toMatchObject({ status: "expired", ahead: -1 });
        expect(await enter(place)).toMatchObject({ status: "expired" });
        expect(await resume(place)).toMatchObject({ status: "expired" });
        await expect(join(place)).rejects.toMatchObject({ code: "SALE_CLOSED" });
      }
      expect(await shard.dump()).toEqual(dump);
    },
  );

  it("a tick gives the state by the clock, and nothing of a room that no member joined", async () => {
    const now = await shard.now();
    const states = [];
    for (const fields of [
      { opens_at: now + 1 },
      { opens_at: now },
      { closes_at: now },
      { closes_at: 0, state: "paused" },
    ]) {
      await setSale(fields);
      states.push((await tick()).state);
      expect(await showState(shard.runner, target, {})).toBe(states.at(-1));
    }
    expect(states).toEqual(["scheduled", "open", "closed", "paused"]);
    const empty = await shard.putShowtime({ showtime: 500_000 + showtime });
    const before = await shard.dump();
    expect(await queueTick(shard.runner, empty, {})).toMatchObject({ n: 0, waiting: 0, left: [] });
    expect(await shard.dump()).toEqual(before);
  });
});
