import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import type { Redis } from "ioredis";
import { startRedis, type Store } from "../../../testing/stores/stores.js";
import { writeBatch } from "../../db/journal/batch-writer.js";
import { OwnConnection } from "../../db/own-connection.js";
import { takeOver } from "../../db/repositories/shard-duty.js";
import { outcomeOf } from "../../db/repositories/journal.js";
import { connectOnce } from "../../redis/client.js";
import { parseEntry } from "../../journal/entry.js";
import { chainAfter } from "../../redis/journal/stream.js";
import { shardKey } from "../../redis/keys.js";
import { unpackControl } from "../../redis/shard/control-record.js";
import { packControl } from "../../../testing/kit/control-record.js";
import { Till } from "../../../testing/stores/till.js";
import { until } from "../../../testing/kit/until.js";
import { WorkerShard } from "../../../testing/kit/worker-shard.js";

/** The replica starts its copy at once instead of waiting for others. */
const AT_ONCE = ["--repl-diskless-sync-delay", "0"];

let stores: readonly [Store, Store];
let other: Redis;
let shard: WorkerShard;

beforeAll(async () => {
  stores = await Promise.all([startRedis(AT_ONCE), startRedis(AT_ONCE)]);
});
afterEach(async () => {
  other.disconnect();
  await shard.close();
});
afterAll(() => Promise.all(stores.map((store) => store.stop())));

/** The second Redis becomes a copy of the first, then a master of its own. */
async function split(): Promise<void> {
  other = await connectOnce({ url: stores[1].url });
  const { port } = new URL(stores[0].url);
  await other.replicaof("127.0.0.1", port);
  const end = await shard.redisN();
  await until(async () => (await shard.redisN(other)) >= end, "the replica has caught up");
  await other.replicaof("NO", "ONE");
}

/** Writes one entry with any payload, as lib/shard/journal does. */
async function plant(client: Redis, payload: string): Promise<{ n: number; chain: string }> {
  const key = shardKey(shard.shard, "control");
  const bytes = await client.getBuffer(key);
  if (bytes === null) throw new Error("no control record");
  const record = unpackControl(bytes);
  const n = record.n + 1;
  const chain = chainAfter(record.chain, payload);
  await client.xadd(shardKey(shard.shard, "journal"), `${record.generation}-${n}`, "e", payload);
  await client.set(key, packControl({ ...record, n, chain }));
  return { n, chain };
}

const AT = 1_800_000_000_000;
const topUp = (id: string, memberNo: number): string =>
  `credited wallet/credit:${id} ${AT} ${memberNo} ${id} 500 top_up - 500 0`;
const SAME = `queue queue/tick:1:9 ${AT} 1 0 0`;

describe("two Redis masters at once", () => {
  test("MySQL has the facts of one master, and the fence stops the other's worker", async () => {
    shard = await WorkerShard.open({ redisUrl: stores[0].url });
    const gate = shard.gate();
    const first = await shard.serving({
      failpoint: (step) => (step === "read" ? gate.passed : undefined),
    });
    await shard.till.topUp(1, 500, "before");
    await shard.atRest();
    await split();
    gate.shut();
    // The old master has accepted it, but it is not durable, so no caller has an answer.
    await shard.till.topUp(1, 700, "at-the-old-master");
    const second = await shard.servingInsteadOf(first, { redisUrl: stores[1].url });
    const till = new Till(shard.runnerOn(other), { shard: shard.shard, showtime: 1 });
    await till.topUp(1, 300, "at-the-new-master");
    await shard.atRest(other);
    gate.open();
    await until(() => shard.logged.has("shard.lost"), "the first has lost the shard");
    await until(() => first.status.state === "standby", "the first stands by");
    const { db } = shard.database;
    const committed = (id: string) => outcomeOf(db, shard.shard, `wallet/credit:${id}`);
    expect(await committed("at-the-old-master")).toBeUndefined();
    expect(await committed("at-the-new-master")).toMatchObject({ available: 800 });
    expect(await db.first("SELECT balance FROM wallets")).toEqual({ balance: "800" });
    await second.stop();
    await until(() => first.status.state === "fenced", "the old master is fenced");
    expect(first.status.reason).toMatch(/different histories/);
  });

  test("different facts are found although the entry at MySQL's last number is equal", async () => {
    shard = await WorkerShard.open({ redisUrl: stores[0].url });
    const first = await shard.serving();
    await shard.atRest();
    await first.stop();
    await split();
    const [start, { run_id: runId }] = [await shard.row(), await shard.row()];
    for (const payload of [topUp("a", 1), SAME, topUp("c", 3)]) await plant(shard.admin, payload);
    const theirs = [topUp("b", 2), SAME];
    await commit(theirs, { n: Number(start.n), chain: start.chain });
    expect(runId).not.toBeNull();
    const second = shard.worker();
    second.start();
    await until(() => second.status.state === "fenced", "it is fenced");
    expect(second.status.reason).toMatch(/different histories/);
    const { db } = shard.database;
    expect(await outcomeOf(db, shard.shard, "wallet/credit:c")).toBeUndefined();
    expect(await shard.n()).toBe(Number(start.n) + 2);
  });

  test("different facts are found although the entry at Redis's last number is equal", async () => {
    shard = await WorkerShard.open({ redisUrl: stores[0].url });
    const first = await shard.serving();
    await shard.atRest();
    await first.stop();
    await split();
    const start = await shard.row();
    for (const payload of [topUp("a", 1), SAME]) await plant(shard.admin, payload);
    await commit([topUp("b", 2), SAME, topUp("d", 4)], {
      n: Number(start.n),
      chain: start.chain,
    });
    const second = shard.worker();
    second.start();
    await until(() => second.status.state === "fenced", "it is fenced");
    expect(second.status.reason).toMatch(/different histories/);
  });

  test("the reason says whether Redis lacks entries or differs from MySQL", async () => {
    shard = await WorkerShard.open({ redisUrl: stores[0].url });
    const first = await shard.serving();
    await shard.atRest();
    await first.stop();
    await split();
    const start = await shard.row();
    await commit([topUp("b", 2)], { n: Number(start.n), chain: start.chain });
    const second = shard.worker();
    second.start();
    await until(() => second.status.state === "fenced", "it is fenced");
    expect(second.status.reason).toMatch(/must be replayed/);
  });

  /** Commits entries as the worker of the other master does. */
  async function commit(
    payloads: readonly string[],
    from: { readonly n: number; readonly chain: string },
  ): Promise<void> {
    const connection = await OwnConnection.open(shard.database.url);
    const generation = (await takeOver(connection, shard.shard, "other")) ?? 0;
    let { n, chain } = from;
    const rows = payloads.map((payload) => {
      chain = chainAfter(chain, payload);
      n += 1;
      return { generation: generation - 1, n, payload, chain, entry: parseEntry(payload) };
    });
    await writeBatch(connection, { shard: shard.shard, runId: "other", generation }, rows);
    connection.destroy();
    await shard.forgetBeat();
  }
});
