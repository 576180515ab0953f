import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findBinary } from "./binaries.js";
import type { Guard } from "../processes/guard.mjs";
import { askRedis } from "./ask-redis.js";
import { ServiceProcess, startOnFreePort } from "../processes/service-process.js";
import { SetupError } from "./setup-error.js";
import { versionOf } from "./version.js";

export const REDIS_NAMES = ["redis-server", "valkey-server"];

/** The first version that supports scripts with `#!lua`. */
export const REDIS_VERSION_MIN = "7.0";

export interface RedisService {
  readonly url: string;
  /** The program and its version, for messages to the user. */
  readonly title: string;
  readonly service: ServiceProcess;
}

export interface RedisOptions {
  /** Holds all files of this server. It is made when it is missing. */
  readonly folder: string;
  readonly guard: Guard;
  /** Further arguments of the server. */
  readonly settings?: readonly string[];
}

/**
 * Starts a private Redis on a free port of 127.0.0.1, with its data in `folder`.
 * @throws SetupError when there is no program, it is too old, or it does not start
 */
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

/** Finds Redis. @throws SetupError when there is none, or when it is too old */
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

/** Whether our own process answers on the port. While it loads its data it refuses the PING. */
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
