// The private services as a user starts them, in processes of their own, which the tests then kill.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { removeFolder, tempFolder } from "../../testing/stores/folders.js";
import { HeldStart } from "../../testing/stores/held-start.js";
import { freePort } from "./ports.js";
import { askRedis } from "./ask-redis.js";
import { until } from "../../testing/kit/until.js";

const GONE_MS = 10_000;

let folder = "";
let starts: HeldStart[] = [];

beforeEach(() => {
  folder = tempFolder("services");
  starts = [];
});
afterEach(async () => {
  for (const start of starts) await start.end();
  removeFolder(folder);
});

function begin(options: Parameters<typeof HeldStart.begin>[1] = {}): HeldStart {
  const start = HeldStart.begin(folder, options);
  starts.push(start);
  return start;
}

async function up(options: Parameters<typeof HeldStart.begin>[1] = {}): Promise<HeldStart> {
  const start = begin(options);
  await start.isUp();
  return start;
}

async function connected(host: string, port: number): Promise<void> {
  const socket = connect({ host, port });
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}

async function sql(url: string, statement: string): Promise<RowDataPacket[]> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(statement);
    return rows;
  } finally {
    connection.destroy();
  }
}

describe("a start without REDIS_URL and DATABASE_URL", () => {
  test("starts both on 127.0.0.1, with the settings that the product relies on", async () => {
    const { held } = await up();
    expect(new URL(held.redisUrl).hostname).toBe("127.0.0.1");
    expect(new URL(held.databaseUrl).hostname).toBe("127.0.0.1");
    const info = await askRedis(held.redisUrl, (redis) => redis.info());
    expect(info).toContain("aof_enabled:1\r\n");
    expect(info).toContain("maxmemory_policy:noeviction\r\n");
    const [row] = await sql(
      held.databaseUrl,
      "SELECT DATABASE() d, @@innodb_flush_log_at_trx_commit f, @@character_set_database c",
    );
    expect(row).toMatchObject({ d: "onsale", f: 1, c: "utf8mb4" });
  });

  test("starts services that no other address of this machine can reach", async () => {
    const { held } = await up();
    const ports = [held.redisUrl, held.databaseUrl].map((url) => Number(new URL(url).port));
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, family }) => family === "IPv4" && address !== "127.0.0.1")
      .map(({ address }) => address);
    for (const host of ["::1", ...others]) {
      for (const port of ports) await expect(connected(host, port)).rejects.toThrow();
    }
    for (const port of ports) await connected("127.0.0.1", port);
  });

  test("refuses logins without the password, which only its owner can read", async () => {
    const { held } = await up();
    const strangers = ["root@", "app@", "@", "root:root@"];
    const { host } = new URL(held.databaseUrl);
    for (const stranger of strangers) {
      await expect(sql(`mysql://${stranger}${host}/onsale`, "SELECT 1")).rejects.toMatchObject({
        code: "ER_ACCESS_DENIED_ERROR",
      });
    }
    for (const file of ["database/password", "database/init.sql", "run.json"]) {
      expect(statSync(join(folder, file)).mode & 0o077).toBe(0);
    }
  });

  test("keeps the data for the next start", async () => {
    const first = await up();
    await askRedis(first.held.redisUrl, (redis) => redis.set("kept", "yes"));
    await sql(first.held.databaseUrl, "CREATE TABLE kept AS SELECT 42 AS answer");
    await first.interrupt();
    const { held } = await up();
    expect(await askRedis(held.redisUrl, (redis) => redis.get("kept"))).toBe("yes");
    expect(await sql(held.databaseUrl, "SELECT answer FROM kept")).toMatchObject([{ answer: 42 }]);
  });

  test("works in a folder whose path is too long for a socket", async () => {
    const long = join(folder, "a".repeat(60), "b".repeat(60));
    mkdirSync(long, { recursive: true });
    const start = HeldStart.begin(long);
    starts.push(start);
    await start.isUp();
    expect(await sql(start.held.databaseUrl, "SELECT 1 AS one")).toMatchObject([{ one: 1 }]);
  });
});

describe("the end of a start", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s stops everything", async (name) => {
    const start = await up();
    const pids = start.allPids();
    expect(pids.length).toBeGreaterThanOrEqual(4);
    process.kill(start.held.pid, name);
    expect(await start.areGone(pids, GONE_MS)).toBe(true);
    expect(await start.ended()).toBe(0);
  });

  test.each(["node", "shell", "npm"])("kill -9 of %s leaves nothing after 10 s", async (victim) => {
    const start = await up({ isUnderNpm: true });
    const pids = start.allPids();
    const [shell, npm] = start.held.chain;
    const victims: Record<string, number | undefined> = { node: start.held.pid, shell, npm };
    const pid = victims[victim];
    if (pid === undefined) throw new Error(`there is no ${victim} to kill`);
    process.kill(pid, "SIGKILL");
    expect(await start.areGone(pids, GONE_MS)).toBe(true);
  });

  test("kill -9 of npm also ends a process that does not react", async () => {
    const start = await up({ isUnderNpm: true });
    const pids = start.allPids();
    process.kill(start.held.pid, "SIGSTOP");
    process.kill(start.held.chain[1] ?? 0, "SIGKILL");
    expect(await start.areGone(pids, GONE_MS)).toBe(true);
  });

  test("a start that fails in between leaves no process", async () => {
    mkdirSync(join(folder, "database", "data"), { recursive: true });
    writeFileSync(join(folder, "database", "made-by"), "another product");
    const start = begin();
    expect(await start.ended()).toBe(1);
    expect(start.said()).toContain("was made by another product");
    expect(await start.areGone(start.allPids(), GONE_MS)).toBe(true);
  });
});

describe("one data folder", () => {
  test("has one start at a time: a second one fails and names the first", async () => {
    const first = await up();
    const second = begin();
    expect(await second.ended()).toBe(1);
    expect(second.said()).toContain(`already runs from this checkout (process ${first.held.pid})`);
    expect(await askRedis(first.held.redisUrl, (redis) => redis.ping())).toBe("PONG");
  });

  test("is taken over from a start that was killed together with its watchdog", async () => {
    const first = await up();
    await askRedis(first.held.redisUrl, (redis) => redis.set("kept", "yes"));
    const services = first.servicePids();
    const watchdogs = first.watchdogPids();
    expect(watchdogs.length).toBe(1);
    for (const pid of watchdogs) process.kill(pid, "SIGSTOP");
    process.kill(first.held.pid, "SIGKILL");
    for (const pid of watchdogs) process.kill(pid, "SIGKILL");
    await first.ended();
    expect(services.length).toBe(2);
    expect(await first.areGone(services, 0)).toBe(false);
    const second = await up();
    expect(await first.areGone(services, 0)).toBe(true);
    expect(await askRedis(second.held.redisUrl, (redis) => redis.get("kept"))).toBe("yes");
  });

  test("can be taken when its record names a reused pid or is damaged", async () => {
    const stranger = { pid: process.pid, startedAt: "1@former-boot" };
    const record = { owner: stranger, isStopping: false, services: [stranger] };
    writeFileSync(join(folder, "run.json"), JSON.stringify(record));
    const first = await up();
    await first.interrupt();
    writeFileSync(join(folder, "run.json"), "{ half a rec");
    await up();
  });
});

describe("a private service that crashes", () => {
  test("is restarted at the same address with its data", async () => {
    const start = await up();
    const { held } = start;
    await sql(held.databaseUrl, "CREATE TABLE kept AS SELECT 42 AS answer");
    for (const pid of start.servicePids()) process.kill(pid, "SIGKILL");
    const answer = async () => {
      try {
        await askRedis(held.redisUrl, (redis) => redis.ping());
        return (await sql(held.databaseUrl, "SELECT answer FROM kept"))[0]?.["answer"] === 42;
      } catch {
        return false;
      }
    };
    await until(answer, "both answer with their data");
  });
});

describe("servers that the user has named", () => {
  test("are used, and no other server is started", async () => {
    const first = await up();
    const { redisUrl, databaseUrl } = first.held;
    const other = join(folder, "other");
    const second = HeldStart.begin(other, {
      env: { REDIS_URL: redisUrl, DATABASE_URL: databaseUrl, PATH: "" },
    });
    starts.push(second);
    await second.isUp();
    expect(second.held).toMatchObject({ redisUrl, databaseUrl });
    await second.interrupt();
    expect(await askRedis(redisUrl, (redis) => redis.ping())).toBe("PONG");
  });

  test("are named without their password when they do not answer", async () => {
    const port = await freePort();
    const start = begin({
      env: {
        REDIS_URL: `redis://:hidden@127.0.0.1:${port}`,
        DATABASE_URL: `mysql://app:hidden@127.0.0.1:${port}/onsale`,
      },
    });
    expect(await start.ended()).toBe(1);
    expect(start.said()).toContain(`REDIS_URL is set, but redis://:***@127.0.0.1:${port} does not`);
    expect(start.said()).toContain("ECONNREFUSED");
    expect(start.said()).not.toContain("hidden");
  });
});

describe("a machine without the programs", () => {
  test("gets a message with the three ways when apt may not be used", async () => {
    const start = begin({ env: { PATH: "", ONSALE_NO_APT: "1" } });
    expect(await start.ended()).toBe(1);
    const message = start.said();
    expect(message).toContain("Not found on this machine: redis-server");
    expect(message).toMatch(/apt-get install redis-server/);
    expect(message).toMatch(/brew install redis/);
    expect(message).toContain("docker compose up");
    expect(message).not.toMatch(/^\s+at /m);
  });
});
