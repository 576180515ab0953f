import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { queueEnter } from "../../redis/queue/enter.js";
import { queueJoin } from "../../redis/queue/join.js";
import { queueLeave } from "../../redis/queue/leave.js";
import { queueStatus } from "../../redis/queue/status.js";
import { seatHold } from "../../redis/seat/hold.js";
import { showPolicy } from "../../redis/show/policy.js";
import { Stopwatch } from "../../../testing/kit/stopwatch.js";
import { T0 } from "../../../testing/kit/test-shard.js";
import { SignalStage } from "../../../testing/kit/signal-stage.js";

describe("the signal loops of a shard", () => {
  let stage: SignalStage;
  let target: { shard: number; showtime: number };

  beforeEach(async () => {
    stage = await SignalStage.open();
    target = await stage.putShowtime({ showtime: 1 });
  });
  afterEach(() => stage.close());

  const sent = () => stage.broadcast;
  const hold = (
    memberNo: number,
    seats: number[],
    holdId = `hold-${memberNo}-${seats.join("-")}`,
  ) =>
    seatHold(stage.shard.racer, target, {
      ...{ memberNo, place: memberNo, holdId, layoutVersion: 1 },
      wanted: { seats },
    });
  const hear = async (...members: number[]) => {
    for (const memberNo of members) await stage.shard.admit(1, memberNo);
  };

  it("call the next place, and E8 another one when a slot becomes free", async () => {
    await showPolicy(stage.shard.racer, target, { opId: "a", maxActive: 1 });
    for (const memberNo of [1, 2]) await queueJoin(stage.shard.racer, target, { memberNo });
    await stage.start();
    const status = async (place: number) =>
      (await queueStatus(stage.shard.racer, target, { memberNo: place, place })).status;
    await stage.until(async () => (await status(1)) === "called");
    expect(await status(2)).toBe("waiting");
    await queueEnter(stage.shard.racer, target, { memberNo: 1, place: 1 });
    await queueLeave(stage.shard.racer, target, { memberNo: 1, place: 1 });
    await stage.advance(1000);
    await stage.until(async () => (await status(2)) === "called");
  });

  it("call no place and end no hold without a lease", async () => {
    await hear(7);
    await hold(7, [3]);
    await queueJoin(stage.shard.racer, target, { memberNo: 1 });
    stage.isLeased = false;
    await stage.start();
    await stage.advance(400_000);
    await stage.until(() => sent().of("queue:tick").length > 3);
    expect(sent().of("queue:tick").at(-1)).toMatchObject({ head: 0, waiting: 1 });
    expect(sent().of("reservation:expired")).toEqual([]);
  });

  it("send one tick to all who wait, numbered without a gap", async () => {
    for (const memberNo of [1, 2, 3]) await queueJoin(stage.shard.racer, target, { memberNo });
    await showPolicy(stage.shard.racer, target, { opId: "a", mode: "paused" });
    await stage.start();
    await queueLeave(stage.shard.racer, target, { memberNo: 2, place: 2 });
    await stage.until(() => sent().of("queue:tick").at(-1)?.leftSeq === 1);
    const before = sent().of("queue:tick").length;
    await stage.until(() => sent().of("queue:tick").length > before + 4);
    const ticks = sent().of("queue:tick", "show:1");
    expect(ticks.map(({ n }) => n)).toEqual(ticks.map((_, i) => i + 1));
    expect(ticks.flatMap(({ left }) => left)).toEqual([2]);
    expect(ticks.at(-1)).toMatchObject({
      ...{ showtimeId: "1", head: 0, called: 0, leftSeq: 1, pending: 0, waiting: 2 },
      ratePerMinute: 0,
    });
  });

  it("send no tick of a waiting room without places", async () => {
    await stage.start();
    await stage.settled();
    expect(sent().of("queue:tick")).toEqual([]);
  });

  it("D4 show a hold to every viewer in less than a second, at the usual pace", async () => {
    await hear(7);
    await stage.start({});
    await stage.until(async () => {
      const served = await stage.shard.admin.hget(stage.shard.showtime(1, "queue"), "served_by");
      return served !== null;
    });
    const watch = new Stopwatch();
    await hold(7, [3, 4]);
    const isChange = ({ changes }: { changes: readonly unknown[] }) => changes.length > 0;
    await stage.until(() => sent().of("seats:delta").some(isChange));
    expect(watch.ms).toBeLessThan(1000);
    expect(sent().of("seats:delta", "show:1").find(isChange)).toMatchObject({
      ...{ showtimeId: "1", epoch: 1, from: 0, version: 1 },
      changes: [
        [3, 1],
        [4, 1],
      ],
    });
  });

  it("D4 end a lapsed hold, show its seats as free and inform its owner", async () => {
    await hear(7);
    await stage.start();
    await hold(7, [3], "mine");
    await stage.settled();
    await stage.advance(299_999);
    await stage.until(() => sent().of("reservation:expiring", "member:7").length > 0);
    expect(sent().of("reservation:expired")).toEqual([]);
    await stage.advance(1);
    await stage.until(() => sent().of("reservation:expired", "member:7").length > 0);
    expect(sent().of("reservation:expired", "member:7")).toEqual([{ reservationId: "mine" }]);
    await stage.until(() =>
      sent()
        .of("seats:delta")
        .some(({ changes }) => changes.some(([seat, state]) => seat === 3 && state === 0)),
    );
  });

  it("inform the owner of a hold once, a minute before it ends", async () => {
    await hear(7);
    const { deadlineAt } = await hold(7, [3], "mine");
    await stage.start();
    await stage.settled();
    await stage.advance(239_999);
    await stage.settled();
    expect(sent().of("reservation:expiring")).toEqual([]);
    await stage.advance(1);
    await stage.until(() => sent().of("reservation:expiring").length > 0);
    await stage.advance(30_000);
    await stage.settled();
    expect(sent().of("reservation:expiring", "member:7")).toEqual([
      { reservationId: "mine", expiresAt: new Date(deadlineAt).toISOString() },
    ]);
  });

  it("announce no end of a hold in a pause, and after it the deadline that counts", async () => {
    await hear(7);
    await hold(7, [3], "mine");
    await stage.start();
    await stage.settled();
    await showPolicy(stage.shard.racer, target, { opId: "a", state: "paused" });
    await stage.advance(290_000);
    await stage.settled();
    expect(sent().of("reservation:expiring")).toEqual([]);
    await showPolicy(stage.shard.racer, target, { opId: "b", state: "open" });
    await stage.until(() => sent().of("reservation:expiring").length > 0);
    expect(sent().of("reservation:expiring", "member:7")).toEqual([
      { reservationId: "mine", expiresAt: new Date(T0 + 350_000).toISOString() },
    ]);
  });

  it("announce that a sale was changed, has opened by the clock, and is over", async () => {
    await stage.putShowtime({ showtime: 2, sale: { opens_at: T0 + 5000, closes_at: T0 + 9000 } });
    await stage.start();
    const other = { ...target, showtime: 2 };
    await showPolicy(stage.shard.racer, other, { opId: "a", maxActive: 9 });
    await stage.until(() => sent().of("sale:changed", "show:2").length === 1);
    await stage.advance(5000);
    await stage.until(() => sent().of("sale:changed", "show:2").length === 2);
    await stage.advance(4000);
    await stage.until(() => sent().of("sale:changed", "show:2").length === 3);
    expect(sent().of("sale:changed", "show:2")).toMatchObject([
      { showtimeId: "2", state: "scheduled", maxActive: 9, mode: "fifo" },
      { showtimeId: "2", state: "open" },
      { showtimeId: "2", state: "closed" },
    ]);
    expect(sent().of("sale:changed", "show:1")).toEqual([]);
  });

  it("show payments and wallets when they are durable, and no sooner", async () => {
    stage.durableN = 0;
    await stage.start();
    const entry = [
      "credited wallet/credit:c 1 7 c 500 top_up - 1500 0",
      "sold pay/confirm:p 1 1 p mine 7 500 3 - 1 1 49 7",
    ];
    const key = `{s${stage.shard.shard}}:journal`;
    for (const [i, payload] of entry.entries()) {
      await stage.shard.admin.xadd(key, `1-${i + 1}`, "e", payload);
    }
    await stage.until(() =>
      sent()
        .of("seats:delta")
        .some(({ version }) => version === 2),
    );
    expect(sent().of("wallet:changed")).toEqual([]);
    stage.durableN = 1;
    await stage.until(() => sent().of("wallet:changed", "member:7").length > 0);
    expect(sent().of("wallet:changed")).toEqual([
      { balance: 1500, authorised: 0, available: 1500 },
    ]);
    expect(sent().of("reservation:confirmed")).toEqual([]);
    stage.durableN = 2;
    await stage.until(() => sent().of("reservation:confirmed", "member:7").length > 0);
    expect(sent().of("reservation:confirmed")).toEqual([{ reservationId: "mine", paymentId: "p" }]);
  });

  it("serve a showtime that comes on sale later, while another one fails", async () => {
    await stage.start();
    const third = await stage.putShowtime({ showtime: 3 });
    // The script of this showtime fails each time.
    await stage.putShowtime({ showtime: 4 });
    await stage.shard.admin.set(stage.shard.showtime(4, "called"), "not a zset");
    await queueJoin(stage.shard.racer, third, { memberNo: 1 });
    await stage.until(() =>
      sent()
        .of("queue:tick", "show:3")
        .some(({ head }) => head === 1),
    );
  });

  it("send nothing after they are stopped", async () => {
    await queueJoin(stage.shard.racer, target, { memberNo: 1 });
    await stage.start();
    await stage.until(() => sent().sent.length > 3);
    await stage.stop();
    const { length } = sent().sent;
    await queueJoin(stage.shard.racer, target, { memberNo: 2 });
    expect(sent().sent).toHaveLength(length);
    expect(await queueStatus(stage.shard.racer, target, { memberNo: 2, place: 2 })).toMatchObject({
      status: "waiting",
    });
  });
});
