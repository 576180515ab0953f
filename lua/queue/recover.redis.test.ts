import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueEnter } from "../../server/redis/queue/enter.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { queueLeave } from "../../server/redis/queue/leave.js";
import { queueRecover } from "../../server/redis/queue/recover.js";
import { queueResume } from "../../server/redis/queue/resume.js";
import { queueStatus } from "../../server/redis/queue/status.js";
import { queueTick } from "../../server/redis/queue/tick.js";
import { TestShard } from "../../testing/kit/test-shard.js";

const MARGIN = 1_000_000;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("queue/recover and resume", () => {
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShowtime({ showtime, sale: { max_active: 1 } });
    for (const memberNo of [1, 2, 3, 4, 5]) await queueJoin(shard.runner, target, { memberNo });
    await admit();
    await queueEnter(shard.runner, target, of(1));
  });

  const of = (place: number, memberNo = place) => ({ memberNo, place });
  const status = (place: number, memberNo = place) =>
    queueStatus(shard.runner, target, of(place, memberNo));
  const resume = (place: number) => queueResume(shard.runner, target, of(place));
  const admit = () => queueAdmit(shard.runner, target, { limit: 500 });
  /** Another server, which knows of the room what the journal says beside what it has. */
  const recover = async (next = 5, head = 1) => {
    const stored = { served_by: "another", journalled: `${next} ${head}` };
    await shard.admin.hset(shard.showtime(showtime, "queue"), stored);
    return queueRecover(shard.runner, target, {});
  };
  const tick = () => queueTick(shard.runner, target, {});
  /** All that Redis knew of the waiting room is gone. */
  const lose = async () => {
    const keys = (await shard.keys()).filter((key) => key.includes(`:show:${showtime}:`));
    await shard.admin.del(keys.filter((key) => !/:(sale|seats|plan|rows|prices)$/.test(key)));
  };

  it("C9 puts every place back from its token, in the order it had", async () => {
    // Given after the last tick: above what the journal knows.
    await queueJoin(shard.runner, target, { memberNo: 6 });
    await lose();
    expect(await recover()).toEqual({ next: 5 + MARGIN, head: 1, isRecovered: true });
    const late = await queueJoin(shard.runner, target, { memberNo: 7 });
    expect(late.place).toBe(6 + MARGIN);
    for (const place of [6, 4, 2, 5]) await resume(place);
    const aheads = [];
    for (const place of [2, 4, 5, 6]) aheads.push((await status(place)).ahead);
    expect(aheads).toEqual([0, 1, 2, 3]);
    expect(await status(late.place, 7)).toMatchObject({ ahead: 4, waiting: 5 });
  });

  it("a place the head had passed is called again before the head moves on", async () => {
    await lose();
    await recover(5, 3);
    await resume(4);
    expect(await resume(2)).toMatchObject({ status: "returning" });
    expect(await admit()).toMatchObject({ calledNow: 1, head: 3 });
    expect(await status(2)).toMatchObject({ status: "called" });
  });

  it("what is not presented within 5 minutes counts as left", async () => {
    await lose();
    await recover();
    await resume(3);
    await shard.advance(300_000);
    expect(await resume(2)).toMatchObject({ status: "left" });
    expect(await resume(1)).toMatchObject({ status: "expired" });
    expect(await status(3)).toMatchObject({ status: "waiting", ahead: 0 });
    expect(await admit()).toMatchObject({ calledNow: 1, head: 3, waiting: 0 });
  });

  it("status, leave and enter of a lost place put it back by themselves", async () => {
    await lose();
    await recover();
    expect(await status(2)).toMatchObject({ status: "waiting", ahead: 0 });
    expect(await queueEnter(shard.runner, target, of(3))).toMatchObject({ ahead: 1 });
    expect(await queueLeave(shard.runner, target, of(4))).toMatchObject({ status: "left" });
  });

  it("knows again which place is in when Redis kept its session and lost its record", async () => {
    await shard.admin.del(`{s${shard.shard}}:show:${showtime}:places:0`);
    expect(await resume(1)).toMatchObject({ status: "admitted" });
    expect(await resume(2)).toMatchObject({ status: "waiting", ahead: 0, waiting: 4 });
  });

  it("a place above the last that Redis remembers is put behind it, even unannounced", async () => {
    await shard.admin.hdel(`{s${shard.shard}}:show:${showtime}:places:0`, "5", "4");
    await shard.admin.hset(shard.showtime(showtime, "queue"), { next: 3, waiting: 2 });
    expect(await resume(5)).toMatchObject({ status: "waiting", ahead: 2, waiting: 3 });
    expect(await queueJoin(shard.runner, target, { memberNo: 9 })).toMatchObject({
      place: 6,
      ahead: 3,
    });
  });

  it("what Redis kept stays as it is; only new places start above", async () => {
    const before = await status(3);
    await recover();
    const { status: is, ahead, waiting } = before;
    expect(await status(3)).toMatchObject({ status: is, ahead, waiting });
    expect(await queueJoin(shard.runner, target, { memberNo: 9 })).toMatchObject({
      place: 6 + MARGIN,
      ahead: 4,
    });
    expect(await admit()).toMatchObject({ head: 1, waiting: 5 });
  });

  it("shows a gap to everybody, so that all ask anew, for the loss and for what comes back", async () => {
    const before = await tick();
    await lose();
    await recover();
    const next = await tick();
    expect(next.n).toBeGreaterThan(before.n);
    expect(next.called).toBeGreaterThan(before.called);
    expect(next.leftSeq - next.pending - next.left.length).toBeGreaterThan(before.leftSeq);
    await queueResume(shard.runner, target, of(4));
    await queueLeave(shard.runner, target, of(4));
    await resume(3);
    const after = await tick();
    expect(after.leftSeq - after.pending - after.left.length).toBeGreaterThan(next.leftSeq);
  });

  it("is done once for each run of the server, and journals the new start", async () => {
    const record = await shard.control();
    await recover();
    expect((await shard.entries()).at(-1)).toMatchObject({ kind: "queue", next: 5 + MARGIN });
    expect((await shard.control()).n).toBe(record.n + 1);
    const before = await shard.dump();
    expect(await queueRecover(shard.runner, target, {})).toEqual({
      next: 5 + MARGIN,
      head: 1,
      isRecovered: false,
    });
    expect(await shard.dump()).toEqual(before);
  });

  it("leaves a room alone that began on this server, and an empty one", async () => {
    const places = await status(3);
    for (const room of [target, await shard.putShowtime({ showtime: 600_000 + showtime })]) {
      expect(await queueRecover(shard.runner, room, {})).toMatchObject({ isRecovered: false });
    }
    await tick();
    expect(await queueRecover(shard.runner, target, {})).toMatchObject({ isRecovered: false });
    expect(await status(3)).toEqual({ ...places, tick: 1 });
  });

  it("waits while the shard is rebuilt, and writes no journal without a lease", async () => {
    const record = await shard.control();
    await shard.setControl({ ...record, rebuilding: 1 });
    await expect(recover()).rejects.toMatchObject({ code: "SALE_PAUSED" });
    await shard.setControl({ ...record, leaseEndsAt: record.clock });
    await recover();
    expect((await shard.control()).n).toBe(record.n);
    await shard.setControl(record);
    await tick();
    expect((await shard.entries()).at(-1)).toMatchObject({ kind: "queue", next: 5 + MARGIN });
  });

  it("recovers once for 50 callers", async () => {
    await shard.admin.hset(shard.showtime(showtime, "queue"), "served_by", "another");
    const made = await Promise.all(
      Array.from({ length: 50 }, () => queueRecover(shard.racer, target, {})),
    );
    expect(made.filter(({ isRecovered }) => isRecovered)).toHaveLength(1);
  });

  it("puts a place back once when 50 tabs present it at once", async () => {
    await lose();
    await recover();
    await Promise.all(Array.from({ length: 50 }, () => queueResume(shard.racer, target, of(3))));
    expect(await status(3)).toMatchObject({ waiting: 1, ahead: 0 });
  });
});
