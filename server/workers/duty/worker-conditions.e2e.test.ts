import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startRedis, type Store } from "../../../testing/stores/stores.js";
import { clearFence, fencedShards } from "../../db/repositories/shards.js";
import { connectOnce } from "../../redis/client.js";
import { shardState } from "../../redis/shard/state.js";
import { Stopwatch } from "../../../testing/kit/stopwatch.js";
import { until } from "../../../testing/kit/until.js";
import { WorkerShard } from "../../../testing/kit/worker-shard.js";
import type { ShardWorker } from "../shard-worker.js";
import type { JournalledEntry, ShardDuty } from "./duty.js";

let redis: Store;
let shard: WorkerShard;

beforeAll(async () => {
  redis = await startRedis();
});
afterEach(() => shard.close());
afterAll(() => redis.stop());

const open = () => WorkerShard.open({ redisUrl: redis.url });

/** A slow machine may give other reasons before this one. */
const pausedFor = (worker: ShardWorker, reason: RegExp): Promise<void> =>
  until(
    () => worker.status.state === "paused" && reason.test(worker.status.reason ?? ""),
    `selling pauses for ${String(reason)}`,
  );

describe("the lease of a shard", () => {
  test("is not renewed while Redis is short of memory, and again when it has room", async () => {
    shard = await open();
    const worker = await shard.serving();
    const used = /used_memory:(\d+)/.exec(await shard.admin.info("memory"))?.[1];
    await shard.admin.config("SET", "maxmemory", Math.round(Number(used) * 1.2));
    await pausedFor(worker, /memory/);
    await shard.admin.config("SET", "maxmemory", 0);
    await until(() => worker.status.state === "serving", "selling goes on");
  });

  test("is not renewed while MySQL commits but the journal is not copied", async () => {
    shard = await open();
    const gate = shard.gate();
    const worker = await shard.serving({
      failpoint: (step) => (step === "read" ? gate.passed : undefined),
    });
    gate.shut();
    await shard.till.topUp(1, 100, "a");
    await pausedFor(worker, /lags/);
    gate.open();
    await until(() => worker.status.state === "serving", "selling goes on");
    await shard.atRest();
    expect(await shard.kinds()).toEqual(["generation", "credited"]);
  });

  test("ends when an operator fences the shard, and comes back when they clear it", async () => {
    shard = await open();
    const { db } = shard.database;
    const worker = await shard.serving();
    await db.write("UPDATE shards SET fenced_reason = 'looking at it'");
    await until(() => worker.status.state === "fenced", "the shard is fenced");
    await expect(shard.till.topUp(1, 1, "late")).rejects.toMatchObject({ code: "SALE_PAUSED" });
    expect(await fencedShards(db)).toEqual([{ shard: shard.shard, reason: "looking at it" }]);
    await clearFence(db, shard.shard);
    await until(() => worker.status.state === "serving", "selling goes on");
    expect(await fencedShards(db)).toEqual([]);
  });
});

describe("a worker", () => {
  test("that hangs inside a batch does not keep another from taking over", async () => {
    shard = await open();
    const gate = shard.gate();
    const stuck = await shard.serving({
      failpoint: (step) => (step === "journalled" ? gate.passed : undefined),
    });
    gate.shut();
    await shard.till.topUp(1, 100, "a");
    const next = await shard.serving();
    expect((await shard.row()).run_id).toBe(next.runId);
    await shard.atRest();
    expect(await shard.kinds()).toEqual(["generation", "credited", "generation"]);
    gate.open();
    await until(() => stuck.status.state === "standby", "the first has noticed");
  });

  test("delivers the journal after the last durable entry, until the duty is over", async () => {
    shard = await open();
    const first = await shard.serving();
    await shard.till.topUp(1, 100, "a");
    await shard.atRest();
    await first.stop();
    const heard: JournalledEntry[] = [];
    const duties: ShardDuty[] = [];
    let stops = 0;
    const second = await shard.serving({
      startLoop: (duty) => {
        duties.push(duty);
        return {
          onEntries: (entries) => void heard.push(...entries),
          stop: () => void stops++,
        };
      },
    });
    await shard.till.topUp(1, 100, "b");
    await until(() => heard.length === 2, "both entries were delivered");
    expect(heard.map(({ n, entry }) => [n, entry.kind])).toEqual([
      [3, "generation"],
      [4, "credited"],
    ]);
    expect(duties).toMatchObject([{ shard: shard.shard, generation: 2 }]);
    expect(duties[0]?.isLeased()).toBe(true);
    await second.stop();
    expect(stops).toBe(1);
    expect(duties[0]?.signal.aborted).toBe(true);
  });

  test("a signal loop that fails or hangs delays neither MySQL nor the lease", async () => {
    shard = await open();
    let failures = 0;
    const gate = shard.gate();
    gate.shut();
    const worker = await shard.serving({
      startLoop: () => ({
        onEntries: () => {
          failures += 1;
          if (failures === 1) throw new Error("signals are broken");
          return gate.passed;
        },
        stop: () => undefined,
      }),
    });
    await shard.till.topUp(1, 100, "a");
    await shard.atRest();
    await until(() => failures === 2, "the loop was asked again");
    await shard.till.topUp(1, 100, "b");
    await shard.atRest();
    await until(() => shard.logged.has("signals.failed"), "it is logged");
    await until(() => worker.status.state === "serving", "selling goes on");
    gate.open();
  });

  test("can stop while Redis hangs, and the next one serves when Redis goes on", async () => {
    shard = await open();
    const [one, two] = [await shard.serving(), shard.worker()];
    redis.pause();
    await until(() => one.status.state === "recovering", "the link is lost");
    const watch = new Stopwatch();
    await one.stop();
    expect(watch.ms).toBeLessThan(5000);
    two.start();
    await until(() => two.status.reason !== undefined, "the next one cannot reach it either");
    redis.resume();
    await until(() => two.status.state === "serving", "selling goes on");
  });

  test("raises the generation when Redis has restarted, and keeps the epoch", async () => {
    shard = await open();
    const worker = await shard.serving();
    await shard.till.topUp(1, 100, "a");
    await shard.atRest();
    const before = await shardState(shard.runner, { shard: shard.shard });
    await redis.restart();
    await until(async () => Number((await shard.row()).generation) > 1, "it was raised");
    await until(() => worker.status.state === "serving", "selling goes on");
    const client = await connectOnce({ url: redis.url });
    const after = await shardState(shard.runnerOn(client), { shard: shard.shard });
    expect(after.epoch).toBe(before.epoch);
    expect(after.generation).toBe(Number((await shard.row()).generation));
    await shard.atRest(client);
    client.disconnect();
    expect(await shard.kinds()).toEqual(["generation", "credited", "generation"]);
  });
});
