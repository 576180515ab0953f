import { afterEach, describe, expect, test } from "@jest/globals";
import { holdIdOf } from "../journal/ids.js";
import { shardKey } from "../redis/keys.js";
import { until } from "../../testing/kit/until.js";
import { WorkerShard } from "../../testing/kit/worker-shard.js";
import type { WorkerStep } from "./shard-worker.js";

let shard: WorkerShard;
afterEach(() => shard.close());

const payment = (memberNo: number, seat: number) => ({
  memberNo,
  payId: `pay-${memberNo}-${seat}`,
  holdId: holdIdOf(1, `m${memberNo}`, `op-${seat}`),
  amount: 1000,
});

/** Does what a fan does: tops up, holds a seat, pays. */
async function buy(of: WorkerShard, memberNo: number, seat: number): Promise<void> {
  const wanted = payment(memberNo, seat);
  await of.till.topUp(memberNo, 1000, `top-${memberNo}-${seat}`);
  await of.till.hold(memberNo, wanted.holdId, [seat]);
  await of.till.pay(wanted);
}

describe("a shard's worker", () => {
  test("G1 copies a booking to MySQL, entry by entry, and ends cleanly", async () => {
    shard = await WorkerShard.open();
    const worker = await shard.serving();
    await buy(shard, 1, 4);
    await shard.atRest();
    expect(await shard.kinds()).toEqual([
      "generation",
      "credited",
      "held",
      "authorised",
      "sold",
      "captured",
    ]);
    await worker.stop();
    expect((await shard.row()).beat_at).toBeNull();
    expect(worker.status.state).toBe("standby");
  });

  test("sells again under a new generation after the worker before is gone", async () => {
    shard = await WorkerShard.open();
    const first = await shard.serving();
    await buy(shard, 1, 4);
    await first.abandon();
    await shard.forgetBeat();
    await shard.serving();
    await buy(shard, 2, 5);
    await shard.atRest();
    expect((await shard.row()).generation).toBe("2");
    expect((await shard.kinds()).filter((kind) => kind === "generation")).toHaveLength(2);
  });

  test("N1 one of two workers has the shard; the other takes over when it is silent", async () => {
    shard = await WorkerShard.open();
    const first = await shard.serving();
    const second = shard.worker();
    second.start();
    await buy(shard, 1, 4);
    await shard.atRest();
    expect((await shard.row()).run_id).toBe(first.runId);
    await first.abandon();
    await until(() => second.status.state === "serving", "the second serves");
    expect((await shard.row()).run_id).toBe(second.runId);
  });
});

describe("a worker cut off at any step", () => {
  const steps: WorkerStep[] = [
    "taken",
    "opened",
    "read",
    "fenced",
    "journalled",
    "judged",
    "committed",
    "published",
    "gathered",
    "projected",
    "projection-fenced",
    "projection-committed",
  ];

  test.each(steps)("G6 after %s: the next one loses nothing and repeats nothing", async (step) => {
    shard = await WorkerShard.open();
    const before = await shard.serving();
    await buy(shard, 1, 4);
    await shard.atRest();
    await before.abandon();
    // Its lease lasts a moment longer: the next worker finds this sale in its first batch.
    await shard.lendLease();
    await buy(shard, 3, 6);
    await shard.forgetBeat();
    let isCut = false;
    const dying = shard.worker({
      failpoint: async (at) => {
        if (at !== step || isCut) return;
        isCut = true;
        void dying.abandon();
        throw new Error("cut off");
      },
    });
    dying.start();
    await until(() => isCut, `it came to ${step}`);
    await dying.abandon();
    await shard.forgetBeat();
    await shard.serving();
    await buy(shard, 2, 5);
    await shard.atRest();
    const { db } = shard.database;
    expect(await db.first("SELECT COUNT(*) AS c FROM payment_seats")).toEqual({ c: "3" });
    expect(await db.first("SELECT SUM(amount) AS s, COUNT(*) AS c FROM ledger")).toEqual({
      s: "0",
      c: "12",
    });
    const journal = await db.select<{ n: string }>("SELECT n FROM journal ORDER BY n");
    expect(journal.map(({ n }) => Number(n))).toEqual(journal.map((_, i) => i + 1));
    expect(await shard.redisN()).toBe(journal.length);
  });
});

describe("a planted second sale", () => {
  test("I1 fences the shard, and nothing of its batch is committed or answered", async () => {
    shard = await WorkerShard.open();
    const worker = await shard.serving();
    await buy(shard, 1, 4);
    await shard.atRest();
    const heard: string[] = [];
    const listener = shard.admin.duplicate();
    await listener.connect();
    listener.on("message", (_channel: string, message: string) => heard.push(message));
    await listener.subscribe(`{s${shard.shard}}:committed`);
    // The seat is freed without a script, so that the scripts sell it once more.
    const seats = `{s${shard.shard}}:show:1:seats`;
    await shard.admin.setrange(seats, 4, "\0");
    const second = payment(2, 4);
    await shard.till.topUp(2, 1000, "top-2-4");
    await shard.till.hold(2, second.holdId, [4]);
    await shard.till.authorise(second);
    await shard.till.confirm(second);
    await until(() => worker.status.state === "fenced", "the shard is fenced");
    expect(worker.status.reason).toMatch(/one_sale/);
    await until(async () => (await shard.row()).fenced_reason !== null, "MySQL says so");
    await until(() => shard.logged.has("shard.fenced"), "the log says so");
    expect(heard.join("\n")).not.toContain("pay/confirm:pay-2-4");
    const { db } = shard.database;
    expect(await db.select("SELECT payment_id FROM payment_seats")).toEqual([
      { payment_id: "pay-1-4" },
    ]);
    await expect(shard.till.topUp(3, 1, "late")).rejects.toMatchObject({ code: "SALE_PAUSED" });
    listener.disconnect();
  });
});

describe("recovery", () => {
  test("entries that were written while no worker copied are copied first", async () => {
    shard = await WorkerShard.open();
    const gate = shard.gate();
    const lagging = await shard.serving({
      failpoint: (step) => (step === "read" ? gate.passed : undefined),
    });
    gate.shut();
    await buy(shard, 1, 4);
    const ended = lagging.abandon();
    gate.open();
    await ended;
    await shard.forgetBeat();
    const tail = await shard.redisN();
    expect(await shard.n()).toBeLessThan(tail);
    await shard.serving();
    expect(await shard.n()).toBeGreaterThan(tail);
  });

  test("a Redis that has lost everything stays fenced, with the reason", async () => {
    shard = await WorkerShard.open();
    const first = await shard.serving();
    await buy(shard, 1, 4);
    await shard.atRest();
    await first.stop();
    await shard.admin.unlink(shardKey(shard.shard, "control"), shardKey(shard.shard, "journal"));
    const second = shard.worker();
    second.start();
    await until(() => second.status.state === "fenced", "it is fenced");
    expect(second.status.reason).toMatch(/must be rebuilt/);
    expect(await shard.admin.exists(shardKey(shard.shard, "control"))).toBe(0);
  });
});
