import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findBinary } from "./binaries.js";
import type { Guard } from "../processes/guard.mjs";
import { askRedis } from "./ask-redis.js";
import { ServiceProcess, startOnFreePort } from "../processes/service-process.js";
import { SetupError } from "./setup-error.js";
import { versionOf } from "./version.js";

export const REDIS_NAMES = ["redis-server", "valkey-server"];

/** Scripts begin with `#!lua`, which Redis knows since this version. */
export const REDIS_VERSION_MIN = "7.0";

export interface RedisService {
  readonly url: string;
  /** Program and version, for the user. */
  readonly title: string;
  readonly service: ServiceProcess;
}

export interface RedisOptions {
  /** Everything of this server is in here; made when missing. */
  readonly folder: string;
  readonly guard: Guard;
  readonly settings?: readonly string[];
}

/** A Redis of our own on a free port of 127.0.0.1, which keeps what it has in `folder`. */
export async function launchRedis({
  folder,
  guard,
  settings,
}: RedisOptions): Promise<RedisService> {
  const { command, title } = redisProgram();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const serviceAt = (port: number) =>
    new ServiceProcess(
      {
        name: "redis-server",
        command,
        args: [...redisArguments({ folder, port }), ...(settings ?? [])],
        logFile: join(folder, "redis.log"),
        isReady: (pid) => answersAs(pid, port),
      },
      guard,
    );
  const { service, port } = await startOnFreePort(serviceAt);
  return { url: `redis://127.0.0.1:${port}`, title, service };
}

/** @throws SetupError when there is none, or one that is too old. */
function redisProgram(): { command: string; title: string } {
  const command = findBinary(REDIS_NAMES);
  if (command === undefined) throw new SetupError("redis-server was not found.");
  const { text, isAtLeast } = versionOf(command);
  if (!isAtLeast(REDIS_VERSION_MIN)) {
    throw new SetupError(
      `${command} is version ${text}; ${REDIS_VERSION_MIN} or newer is needed. ` +
        "Set REDIS_URL to a newer one, or use `docker compose up`.",
    );
  }
  return { command, title: `Redis ${text}` };
}

function redisArguments({ folder, port }: { folder: string; port: number }): string[] {
  const settings: Record<string, string> = {
    port: String(port),
    bind: "127.0.0.1",
    "protected-mode": "yes",
    daemonize: "no",
    dir: folder,
    save: "",
    appendonly: "yes",
    appendfsync: "everysec",
    "maxmemory-policy": "noeviction",
  };
  return Object.entries(settings).flatMap(([key, value]) => [`--${key}`, value]);
}

/** A stranger on this port is not our server; one that still loads refuses the PING. */
async function answersAs(pid: number, port: number): Promise<boolean> {
  try {
    return await askRedis(`redis://127.0.0.1:${port}`, async (redis) => {
      const state = await redis.info("server");
      await redis.ping();
      return state.includes(`process_id:${pid}\r\n`);
    });
  } catch {
    return false;
  }
}
