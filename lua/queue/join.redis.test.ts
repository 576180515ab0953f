import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { queueAdmit } from "../../server/redis/queue/admit.js";
import { queueEnter } from "../../server/redis/queue/enter.js";
import { queueJoin } from "../../server/redis/queue/join.js";
import { queueLeave } from "../../server/redis/queue/leave.js";
import { queueStatus } from "../../server/redis/queue/status.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("queue/join", () => {
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShowtime({ showtime });
  });

  const setSale = (fields: Record<string, string | number>) =>
    shard.admin.hset(shard.showtime(showtime, "sale"), fields);

  it("C1 gives a member one place, the same again and in every tab", async () => {
    const first = await queueJoin(shard.runner, target, { memberNo: 7 });
    expect(first).toMatchObject({ status: "waiting", place: 1, ahead: 0, waiting: 1, isNew: true });
    const before = await shard.dump();
    expect(await queueJoin(shard.runner, target, { memberNo: 7 })).toEqual({
      ...first,
      isNew: false,
    });
    expect(await shard.dump()).toEqual(before);
  });

  it("C3 answers place, how many are ahead and the rate an estimate needs", async () => {
    await queueJoin(shard.runner, target, { memberNo: 7 });
    const second = await queueJoin(shard.runner, target, { memberNo: 8 });
    expect(second).toMatchObject({ place: 2, ahead: 1, waiting: 2, perMinute: 6000, tick: 0 });
  });

  it("writes neither journal nor control record", async () => {
    const before = await shard.control();
    await queueJoin(shard.runner, target, { memberNo: 7 });
    expect(await shard.control()).toEqual(before);
    expect(await shard.entries()).toEqual([]);
  });

  it("C12 gives 50 members who come at once 50 places, none lost and none doubled", async () => {
    const members = Array.from({ length: 50 }, (_, i) => 100 + i);
    const replies = await Promise.all(
      [...members, ...members].map((memberNo) => queueJoin(shard.racer, target, { memberNo })),
    );
    const places = new Set(replies.map(({ place }) => place));
    expect([...places].sort((a, b) => a - b)).toEqual(members.map((_, i) => i + 1));
    expect(replies.filter(({ isNew }) => isNew)).toHaveLength(50);
  });

  it.each([
    ["SHOWTIME_NOT_FOUND", { state: "" }, {}],
    ["SALE_CLOSED", { state: "closed" }, {}],
    ["SALE_CLOSED", { state: "cancelled" }, {}],
    ["SALE_CLOSED", { closes_at: T0 }, {}],
    ["SALE_NOT_OPEN", { opens_at: T0 + 5 }, { opensAt: T0 + 5 }],
    ["SALE_NOT_OPEN", { queue_opens_at: T0 + 3, opens_at: T0 + 5 }, { opensAt: T0 + 3 }],
    ["ALL_RESERVED", { unsold: 0 }, {}],
  ])("C6 refuses with %s and changes nothing: %j", async (code, sale, meta) => {
    if (code === "SHOWTIME_NOT_FOUND") await shard.admin.del(shard.showtime(showtime, "sale"));
    else await setSale(sale);
    const before = await shard.dump();
    await expect(queueJoin(shard.runner, target, { memberNo: 7 })).rejects.toMatchObject({
      code,
      meta,
    });
    expect(await shard.dump()).toEqual(before);
  });

  it("lets the queue form before the sale opens, and a place outlive the last seat", async () => {
    await setSale({ queue_opens_at: T0, opens_at: T0 + 60_000 });
    const { place } = await queueJoin(shard.runner, target, { memberNo: 7 });
    expect((await queueAdmit(shard.runner, target, { limit: 500 })).calledNow).toBe(0);
    await setSale({ unsold: 0 });
    expect(await queueJoin(shard.runner, target, { memberNo: 7 })).toMatchObject({ place });
  });

  it("refuses while the shard is rebuilt, and goes on without a lease", async () => {
    const record = await shard.control();
    await shard.setControl({ ...record, rebuilding: 1 });
    await expect(queueJoin(shard.runner, target, { memberNo: 7 })).rejects.toMatchObject({
      code: "SALE_PAUSED",
    });
    await shard.setControl({ ...record, leaseEndsAt: record.clock });
    await expect(queueJoin(shard.runner, target, { memberNo: 7 })).resolves.toMatchObject({
      place: 1,
    });
    await shard.setControl(record);
  });

  it("gives a member who left a new place at the end; the old token is over", async () => {
    const { place } = await queueJoin(shard.runner, target, { memberNo: 7 });
    await queueLeave(shard.runner, target, { memberNo: 7, place });
    const again = await queueJoin(shard.runner, target, { memberNo: 7 });
    expect(again).toMatchObject({ place: 2, isNew: true });
    await expect(queueStatus(shard.runner, target, { memberNo: 7, place })).rejects.toMatchObject({
      code: "QUEUE_TOKEN_EXPIRED",
    });
  });

  it("C11 gives a member who has paid, or whose session lapsed, a new place at the end", async () => {
    const { place } = await queueJoin(shard.runner, target, { memberNo: 7 });
    await queueAdmit(shard.runner, target, { limit: 500 });
    await queueEnter(shard.runner, target, { memberNo: 7, place });
    expect(await queueJoin(shard.runner, target, { memberNo: 7 })).toMatchObject({
      place,
      status: "admitted",
      isNew: false,
    });
    await shard.advance(600_000);
    expect(await queueJoin(shard.runner, target, { memberNo: 7 })).toMatchObject({
      place: 2,
      status: "waiting",
      isNew: true,
    });
    const bucket = `{s${shard.shard}}:show:${showtime}:places:0`;
    await shard.admin.hset(bucket, 7, "2 d");
    expect(await queueStatus(shard.runner, target, { memberNo: 7, place: 2 })).toMatchObject({
      status: "done",
    });
    expect(await queueJoin(shard.runner, target, { memberNo: 7 })).toMatchObject({ place: 3 });
  });

  it("in mode open lets members straight in until the limit is reached, then they wait", async () => {
    await setSale({ mode: "open", max_active: 2 });
    const statuses = [];
    for (const memberNo of [7, 8, 9]) {
      statuses.push((await queueJoin(shard.runner, target, { memberNo })).status);
    }
    expect(statuses).toEqual(["admitted", "admitted", "waiting"]);
    expect(await queueStatus(shard.runner, target, { memberNo: 8, place: 2 })).toMatchObject({
      status: "admitted",
      deadlineAt: (await shard.now()) + 600_000,
    });
  });

  it.each([{ state: "paused" }, { mode: "paused" }, { opens_at: T0 * 2, queue_opens_at: 1 }])(
    "in mode open no member goes straight in while the sale says %j",
    async (sale) => {
      await setSale({ mode: "open", ...sale });
      expect(await queueJoin(shard.runner, target, { memberNo: 7 })).toMatchObject({
        status: "waiting",
      });
    },
  );
});
