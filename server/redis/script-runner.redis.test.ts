import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { createHash } from "node:crypto";
import { Redis } from "ioredis";
import { startRedisCluster, type RedisCluster } from "../../testing/stores/redis-cluster.js";
import { startRedis, type Store } from "../../testing/stores/stores.js";
import { CuttingProxy } from "../../testing/kit/cutting-proxy.js";
import { AppError } from "../errors.js";
import { Stopwatch } from "../../testing/kit/stopwatch.js";
import { PATIENCE_MS, until } from "../../testing/kit/until.js";
import { connectCommands, disconnect, type RedisClient } from "./client.js";
import { shardKey, walletKey } from "./keys.js";
import { ScriptRunner, type ScriptRunnerOptions } from "./script-runner.js";
import { shardGeneration } from "./shard/generation.js";
import { shardLease } from "./shard/lease.js";
import { walletCredit } from "./wallet/credit.js";
import { walletRead } from "./wallet/read.js";

const NEW_SHARD = { n: 0, chain: "0".repeat(40), epoch: 1 };
const MEMBER = 7;
const ASK_AGAIN_MS = 1000;
const COMMAND_TIMEOUT_MS = 200;
const SLACK_MS = 600;
/** For what is no more than a condition of the test. */
const PATIENT = { askAgainMs: PATIENCE_MS };

const runnerOn = (client: RedisClient, rest: Partial<ScriptRunnerOptions> = {}): ScriptRunner =>
  new ScriptRunner({ client, readGeneration: () => Promise.resolve(1), ...rest });

async function openShard(runner: ScriptRunner, shard: number): Promise<void> {
  runner.setGeneration(shard, 1);
  await shardGeneration(runner, { shard }, NEW_SHARD);
  await shardLease(runner, { shard }, { leaseMs: 3_600_000, durableN: 0 });
}

const topUp = (runner: ScriptRunner, shard: number, creditId: string) =>
  walletCredit(
    runner,
    { shard, memberNo: MEMBER },
    {
      memberNo: MEMBER,
      creditId,
      amount: 100,
      kind: "top_up",
      reservationId: undefined,
    },
  );

const balance = (runner: ScriptRunner, shard: number) =>
  walletRead(runner, { shard, memberNo: MEMBER }, { memberNo: MEMBER });

describe("the script runner on one Redis", () => {
  let store: Store;
  let proxy: CuttingProxy;
  let client: RedisClient;
  let direct: Redis;
  let shard = 0;

  beforeAll(async () => {
    store = await startRedis();
    direct = new Redis(store.url);
  });
  afterAll(async () => {
    direct.disconnect();
    await store.stop();
  });
  beforeEach(async () => {
    shard += 1;
    proxy = await CuttingProxy.before(store.url);
    client = await connectCommands({ url: proxy.url, commandTimeoutMs: COMMAND_TIMEOUT_MS });
    await openShard(runnerOn(client, PATIENT), shard);
  });
  afterEach(async () => {
    disconnect(client);
    await proxy.close();
  });

  it("G6 asks again when a reply was lost, and the script has one effect", async () => {
    const runner = runnerOn(client, PATIENT);
    await topUp(runner, shard, "warm-up");
    proxy.cutNextReply();
    const answer = await topUp(runner, shard, "lost");
    expect(proxy.lost).toBe(1);
    expect(answer).toEqual({ available: 200, authorised: 0, isCreated: false });
    expect(await direct.hget(walletKey(shard, "wallets", MEMBER), String(MEMBER))).toBe("200");
    expect(await direct.xlen(shardKey(shard, "journal"))).toBe(3);
  });

  it("G6 asks again when no reply comes in time, and the script has one effect", async () => {
    const runner = runnerOn(client, PATIENT);
    await topUp(runner, shard, "warm-up");
    proxy.holdReplies();
    const answering = topUp(runner, shard, "slow");
    await until(() => proxy.lost > 1, "it asks again");
    proxy.pass();
    expect(await answering).toMatchObject({ available: 200, isCreated: false });
    expect(await direct.xlen(shardKey(shard, "journal"))).toBe(3);
  });

  it("answers SERVER_BUSY in bounded time when the outcome stays unknown", async () => {
    const runner = runnerOn(client, { askAgainMs: ASK_AGAIN_MS });
    await topUp(runnerOn(client, PATIENT), shard, "warm-up");
    proxy.holdReplies();
    const watch = new Stopwatch();
    const busy = { code: "SERVER_BUSY" };
    await expect(topUp(runner, shard, "unknown")).rejects.toMatchObject(busy);
    expect(watch.ms).toBeLessThan(ASK_AGAIN_MS + 2 * COMMAND_TIMEOUT_MS + SLACK_MS);
    expect(proxy.lost).toBeGreaterThan(1);
    expect(await direct.xlen(shardKey(shard, "journal"))).toBe(3);
  });

  it("answers SERVER_BUSY while Redis is away, and goes on when it is back", async () => {
    const runner = runnerOn(client, { askAgainMs: 300 });
    await store.kill();
    await expect(topUp(runner, shard, "away")).rejects.toMatchObject({ code: "SERVER_BUSY" });
    await store.restart();
    const patient = runnerOn(client, PATIENT);
    expect(await topUp(patient, shard, "away")).toMatchObject({ available: 100 });
  });

  it("loads a script again that the server has forgotten", async () => {
    const runner = runnerOn(client);
    await topUp(runner, shard, "before");
    await direct.script("FLUSH");
    expect(await topUp(runner, shard, "after")).toMatchObject({ available: 200, isCreated: true });
  });

  it("reads the generation again when a script refuses it", async () => {
    const asked: number[] = [];
    const answers = [1, 2];
    const readGeneration = (of: number) => {
      asked.push(of);
      return Promise.resolve(answers.shift() ?? 2);
    };
    const runner = runnerOn(client, { readGeneration });
    await topUp(runner, shard, "first");
    const worker = runnerOn(client);
    worker.setGeneration(shard, 2);
    await shardGeneration(worker, { shard }, NEW_SHARD);
    await shardLease(worker, { shard }, { leaseMs: 3_600_000, durableN: 0 });
    expect(await topUp(runner, shard, "second")).toMatchObject({ available: 200 });
    expect(asked).toEqual([shard, shard]);
    expect(runner.generation(shard)).toBe(2);
  });

  it("answers SALE_PAUSED while MySQL and Redis do not agree on the generation", async () => {
    const runner = runnerOn(client, { readGeneration: () => Promise.resolve(9) });
    const paused = { code: "SALE_PAUSED" };
    await expect(topUp(runner, shard, "none")).rejects.toMatchObject(paused);
    expect(await direct.xlen(shardKey(shard, "journal"))).toBe(1);
  });

  it("asks MySQL once when many callers need the generation at the same time", async () => {
    let asked = 0;
    const readGeneration = () => {
      asked += 1;
      return Promise.resolve(1);
    };
    const runner = runnerOn(client, { readGeneration });
    await Promise.all(Array.from({ length: 20 }, () => balance(runner, shard)));
    expect(asked).toBe(1);
  });

  it("lets no word out that a script asks of another wrapper", async () => {
    const source = "#!lua\nreturn { 'MORE', '0:0:0', 1 }\n";
    const sha = createHash("sha1").update(source).digest("hex");
    const runner = runnerOn(client, { load: () => ({ source, sha }) });
    const asked = topUp(runner, shard, "more");
    await expect(asked).rejects.toThrow("wallet/credit answered the unexpected word MORE");
    await expect(asked).rejects.not.toBeInstanceOf(AppError);
  });

  it("throws the error of Redis for a caller's bug, not SERVER_BUSY", async () => {
    const runner = runnerOn(client);
    const wrong = { memberNo: MEMBER, creditId: "bug", kind: "top_up", reservationId: undefined };
    const asked = walletCredit(
      runner,
      { shard, memberNo: MEMBER },
      {
        ...wrong,
        kind: "top_up",
        amount: -1,
      },
    );
    await expect(asked).rejects.toThrow("ERR_ARGS");
  });
});

describe("the script runner on Redis Cluster", () => {
  let cluster: RedisCluster;
  let proxies: CuttingProxy[];
  let client: RedisClient;
  const nodes: Redis[] = [];

  beforeAll(async () => {
    cluster = await startRedisCluster();
    proxies = await Promise.all(cluster.urls.map((url) => CuttingProxy.before(url)));
    nodes.push(...cluster.urls.map((url) => new Redis(url)));
    const natMap = Object.fromEntries(
      cluster.urls.map((url, at) => [
        new URL(url).host,
        { host: "127.0.0.1", port: proxies[at]?.port ?? 0 },
      ]),
    );
    const url = proxies.map((proxy) => proxy.url).join(",");
    client = await connectCommands({ url, natMap, commandTimeoutMs: 500 });
  });
  afterAll(async () => {
    disconnect(client);
    for (const node of nodes) node.disconnect();
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await cluster.stop();
  });

  const homeOf = async (shard: number): Promise<number> => {
    const counts = await Promise.all(nodes.map((node) => node.keys(shardKey(shard, "control"))));
    return counts.findIndex((found) => found.length > 0);
  };

  it("G6 asks again when a reply was lost, and the script has one effect", async () => {
    const runner = runnerOn(client, PATIENT);
    for (const shard of [0, 1, 2, 3]) {
      await openShard(runner, shard);
      await topUp(runner, shard, "warm-up");
      const at = await homeOf(shard);
      const before = proxies[at]?.lost ?? 0;
      proxies[at]?.cutNextReply();
      const answer = await topUp(runner, shard, "lost");
      expect((proxies[at]?.lost ?? 0) - before).toBe(1);
      expect(answer).toMatchObject({ available: 200 });
      expect(await nodes[at]?.xlen(shardKey(shard, "journal"))).toBe(3);
    }
  });

  it("repeats the call on TRYAGAIN while the keys of a shard move between two nodes", async () => {
    const runner = runnerOn(client, PATIENT);
    const shard = 5;
    await openShard(runner, shard);
    await topUp(runner, shard, "before");
    const from = await homeOf(shard);
    const to = (from + 1) % nodes.length;
    const slot = await nodes[from]?.cluster("KEYSLOT", shardKey(shard, "control"));
    const ids = await Promise.all(nodes.map((node) => node.cluster("MYID")));
    const setSlot = (node: number, ...args: string[]) =>
      nodes[node]?.call("CLUSTER", "SETSLOT", String(slot), ...args);
    await setSlot(to, "IMPORTING", String(ids[from]));
    await setSlot(from, "MIGRATING", String(ids[to]));
    const { port } = new URL(cluster.urls[to] ?? "");
    const wallets = walletKey(shard, "wallets", MEMBER);
    await nodes[from]?.call("MIGRATE", "127.0.0.1", port, wallets, "0", "10000");
    const during = nodes[from]?.mget(wallets, shardKey(shard, "control"));
    await expect(during).rejects.toThrow("TRYAGAIN");

    const answering = topUp(runner, shard, "during");
    const rest = await nodes[from]?.cluster("GETKEYSINSLOT", Number(slot), 100);
    for (const key of rest as string[]) {
      await nodes[from]?.call("MIGRATE", "127.0.0.1", port, key, "0", "10000");
    }
    for (const node of nodes.keys()) await setSlot(node, "NODE", String(ids[to]));
    expect(await answering).toMatchObject({ available: 200, isCreated: true });
    expect(await homeOf(shard)).toBe(to);
    expect(await topUp(runner, shard, "after")).toMatchObject({ available: 300 });
  });
});
