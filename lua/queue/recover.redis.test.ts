import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { queueAdmit } from "../../server/redis/queue-admit.js";
import { queueEnter } from "../../server/redis/queue-enter.js";
import { queueJoin } from "../../server/redis/queue-join.js";
import { queueLeave } from "../../server/redis/queue-leave.js";
import { queueRecover } from "../../server/redis/queue-recover.js";
import { queueResume } from "../../server/redis/queue-resume.js";
import { queueStatus } from "../../server/redis/queue-status.js";
import { queueTick } from "../../server/redis/queue-tick.js";
import { TestShard } from "../../server/test/test-shard.js";

const MARGIN = 1_000_000;

describe("queue/recover and resume", () => {
  let shard: TestShard;
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeAll(async () => {
    shard = await TestShard.open();
  });
  afterAll(() => shard.close());
  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShow({ showtime, sale: { max_active: 1 } });
    for (const member of [1, 2, 3, 4, 5]) await queueJoin(shard.runner, target, { member });
    await admit();
    await queueEnter(shard.runner, target, of(1));
  });

  const of = (place: number, member = place) => ({ member, place });
  const status = (place: number, member = place) =>
    queueStatus(shard.runner, target, of(place, member));
  const resume = (place: number) => queueResume(shard.runner, target, of(place));
  const admit = () => queueAdmit(shard.runner, target, { limit: 500 });
  const recover = (next = 5, head = 1) => queueRecover(shard.runner, target, { next, head });
  const tick = () => queueTick(shard.runner, target, {});
  /** All that Redis knew of the waiting room is gone. */
  const lose = async () => {
    const keys = (await shard.keys()).filter((key) => key.includes(`:show:${showtime}:`));
    await shard.admin.del(keys.filter((key) => !/:(sale|seats|plan|rows|prices)$/.test(key)));
  };

  it("C9 puts every place back from its token, in the order it had", async () => {
    // Given after the last tick: above what the journal knows.
    await queueJoin(shard.runner, target, { member: 6 });
    await lose();
    expect(await recover()).toEqual({ next: 5 + MARGIN, head: 1 });
    const late = await queueJoin(shard.runner, target, { member: 7 });
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

  it("knows again who is in when Redis kept his session and lost his record", async () => {
    await shard.admin.del(`{s${shard.shard}}:show:${showtime}:places:0`);
    expect(await resume(1)).toMatchObject({ status: "admitted" });
    expect(await resume(2)).toMatchObject({ status: "waiting", ahead: 0, waiting: 4 });
  });

  it("a place above the last that Redis remembers is put behind it, even unannounced", async () => {
    await shard.admin.hdel(`{s${shard.shard}}:show:${showtime}:places:0`, "5", "4");
    await shard.admin.hset(shard.show(showtime, "queue"), { next: 3, waiting: 2 });
    expect(await resume(5)).toMatchObject({ status: "waiting", ahead: 2, waiting: 3 });
    expect(await queueJoin(shard.runner, target, { member: 9 })).toMatchObject({
      place: 6,
      ahead: 3,
    });
  });

  it("what Redis kept stays as it is; only new places start above", async () => {
    const before = await status(3);
    await recover();
    expect(await status(3)).toMatchObject({ ...before, tick: expect.any(Number) });
    expect(await queueJoin(shard.runner, target, { member: 9 })).toMatchObject({
      place: 6 + MARGIN,
      ahead: 4,
    });
    expect(await admit()).toMatchObject({ head: 1, waiting: 5 });
  });

  it("leaves out a tick for what comes back, so that everybody asks anew", async () => {
    const told = await tick();
    await lose();
    await recover();
    const next = await tick();
    expect(next.n).toBeGreaterThan(told.n + 1);
    await resume(3);
    expect((await tick()).n).toBe(next.n + 2);
  });

  it("is done once per generation, journals the new start, and nothing while rebuilding", async () => {
    const record = await shard.control();
    await recover();
    expect((await shard.entries()).at(-1)).toMatchObject({ kind: "queue", next: 5 + MARGIN });
    expect((await shard.control()).n).toBe(record.n + 1);
    const before = await shard.dump();
    expect(await recover()).toEqual({ next: 5 + MARGIN, head: 1 });
    expect(await shard.dump()).toEqual(before);
    const other = await shard.putShow({ showtime: 500_000 + showtime });
    await shard.setControl({ ...record, rebuilding: 1, n: record.n + 1 });
    await queueRecover(shard.runner, other, { next: 7, head: 2 });
    expect((await shard.control()).n).toBe(record.n + 1);
    await shard.setControl({ ...record, n: record.n + 1 });
  });

  it("does nothing for a room nobody has joined, and once for 50 callers", async () => {
    const empty = await shard.putShow({ showtime: 600_000 + showtime });
    expect(await queueRecover(shard.runner, empty, { next: 0, head: 0 })).toEqual({
      next: 0,
      head: 0,
    });
    const made = await Promise.all(
      Array.from({ length: 50 }, () => queueRecover(shard.racer, target, { next: 5, head: 1 })),
    );
    expect(new Set(made.map(({ next }) => next))).toEqual(new Set([5 + MARGIN]));
  });

  it("puts a place back once when 50 tabs present it at once", async () => {
    await lose();
    await recover();
    await Promise.all(Array.from({ length: 50 }, () => queueResume(shard.racer, target, of(3))));
    expect(await status(3)).toMatchObject({ waiting: 1, ahead: 0 });
  });
});
