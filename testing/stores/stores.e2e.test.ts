// Tests of the stores that other tests use.
import { afterEach, describe, expect, test } from "@jest/globals";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { processOf } from "../../tools/processes/process-table.mjs";
import { askRedis } from "../../tools/services/ask-redis.js";
import { until } from "../kit/until.js";
import { globalSetup } from "./global-setup.js";
import { globalTeardown } from "./global-teardown.js";
import { startRedisCluster, type RedisCluster } from "./redis-cluster.js";
import { startDatabase, startRedis, type Store } from "./stores.js";

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  for (const store of open.splice(0)) await store.stop();
});

function kept<T extends Store | RedisCluster>(store: T): T {
  open.push(store);
  return store;
}

const ask = async (url: string, name: string, ...words: string[]): Promise<string> =>
  String(await askRedis(url, (redis) => redis.call(name, words)));

async function sql(url: string, statement: string): Promise<RowDataPacket[]> {
  const connection = await createConnection({ uri: url, connectTimeout: 20_000 });
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement);
    return rows;
  } finally {
    connection.destroy();
  }
}

const isGone = (pid: number) => until(() => processOf(pid) === undefined, `${pid} is gone`);

describe("a Redis for one test", () => {
  test("is another process with the same address and data after a crash", async () => {
    const redis = kept(await startRedis());
    const { pid, url } = redis;
    await ask(url, "SET", "kept", "yes");
    await redis.kill();
    await isGone(pid);
    await expect(ask(url, "PING")).rejects.toThrow("ECONNREFUSED");
    await redis.restart();
    expect(redis.pid).not.toBe(pid);
    expect(redis.url).toBe(url);
    expect(await ask(url, "GET", "kept")).toBe("yes");
  });

  test("does not answer while it is paused, and can be stopped then", async () => {
    const redis = kept(await startRedis());
    const { pid, url } = redis;
    redis.pause();
    await expect(ask(url, "PING")).rejects.toThrow("Socket timeout");
    redis.resume();
    expect(await ask(url, "PING")).toBe("PONG");
    redis.pause();
    await redis.stop();
    await isGone(pid);
  });

  test("accepts settings of the test", async () => {
    const redis = kept(await startRedis(["--maxmemory", "64mb"]));
    expect(await ask(redis.url, "INFO", "memory")).toContain("maxmemory:67108864\r\n");
  });
});

describe("a database for one test", () => {
  test("lets its user make databases and users, and keeps them after a crash", async () => {
    const database = kept(await startDatabase());
    await sql(database.url, "CREATE DATABASE another");
    await sql(database.url, "CREATE USER 'reader'@'127.0.0.1' IDENTIFIED BY 'secret'");
    await sql(database.url, "GRANT SELECT ON another.* TO 'reader'@'127.0.0.1'");
    await database.kill();
    await database.restart();
    const { host } = new URL(database.url);
    expect(await sql(`mysql://reader:secret@${host}/another`, "SELECT 1 AS one")).toMatchObject([
      { one: 1 },
    ]);
  });
});

describe("a Redis Cluster for one test", () => {
  test("has three masters that share the slots and redirect clients to the right one", async () => {
    const { urls } = kept(await startRedisCluster());
    expect(urls.length).toBe(3);
    const replies = await Promise.allSettled(urls.map((url) => ask(url, "SET", "{s0}:a", "1")));
    const moved = replies.filter(
      (reply) => reply.status === "rejected" && String(reply.reason).includes("MOVED"),
    );
    expect(moved.length).toBe(2);
  });

  test("works without a lost master, and has all slots again when it is back", async () => {
    const cluster = kept(await startRedisCluster());
    const [first, second] = cluster.nodes;
    if (first === undefined || second === undefined) throw new Error("there are three nodes");
    await first.kill();
    const seesLoss = async () => (await ask(second.url, "CLUSTER", "INFO"))?.includes("_fail:0");
    await until(async () => (await seesLoss()) === false, "the others see the loss");
    expect(await ask(second.url, "CLUSTER", "INFO")).toContain("cluster_state:ok");
    await cluster.restart();
    expect(await ask(second.url, "CLUSTER", "INFO")).toContain("cluster_slots_ok:16384");
  });
});

describe("the stores of a test run", () => {
  const names = ["TEST_REDIS_URL", "TEST_DATABASE_URL"];

  test("are those that the environment names, and the teardown does not stop them", async () => {
    const before = names.map((name) => process.env[name]);
    expect(before.every((url) => url !== undefined)).toBe(true);
    await globalSetup();
    await globalTeardown();
    expect(names.map((name) => process.env[name])).toEqual(before);
    expect(await ask(before[0] ?? "", "PING")).toBe("PONG");
    expect(await sql(before[1] ?? "", "SELECT 1 AS one")).toMatchObject([{ one: 1 }]);
  });
});
