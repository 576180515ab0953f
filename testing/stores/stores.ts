// Real stores for one test, in temporary folders. They end together with the process of the test.
import { launchDatabase } from "../../tools/services/database-server.js";
import { guard, type Guard } from "../../tools/processes/guard.mjs";
import { launchRedis } from "../../tools/services/redis-server.js";
import type { ServiceProcess } from "../../tools/processes/service-process.js";
import { askRedis } from "../../tools/services/ask-redis.js";
import { until } from "../kit/until.js";
import { removeFolder, tempFolder } from "./folders.js";

export interface Store {
  readonly url: string;
  readonly title: string;
  /** The pid of the current process; `restart` changes it. */
  readonly pid: number;
  /** Stops the store and removes its folder. */
  stop(): Promise<void>;
  /** Kills the store with SIGKILL once its file has all data; `restart` starts it again with it. */
  kill(): Promise<void>;
  /** Freezes the store with SIGSTOP: its port stays open, but it does not answer. */
  pause(): void;
  /** Lets a frozen store continue. */
  resume(): void;
  /** Starts the store again, at the same address and with its data; after `kill` or without it. */
  restart(): Promise<void>;
}

let shared: { guard: Guard; users: number } | undefined;

/** Starts a Redis with an append-only file on a free port. */
export async function startRedis(settings: readonly string[] = []): Promise<Store> {
  return inFolder("redis", async (folder, watch) => {
    const launched = await launchRedis({ folder, guard: watch, settings });
    return { ...launched, beforeKill: () => untilWritten(launched.url) };
  });
}

/** Starts a MariaDB or MySQL on a free port. The user of its URL may make databases and users. */
export async function startDatabase(): Promise<Store> {
  return inFolder("sql", async (folder, watch) =>
    launchDatabase({ folder, guard: watch, isAdmin: true, bufferPoolMb: 64 }),
  );
}

interface Launched {
  readonly url: string;
  readonly title: string;
  readonly service: ServiceProcess;
  readonly beforeKill?: () => Promise<void>;
}

type Launch = (folder: string, watch: Guard) => Promise<Launched>;

async function inFolder(kind: string, launch: Launch): Promise<Store> {
  const folder = tempFolder(kind);
  const watch = takeGuard();
  watch.addFolder(folder);
  const remove = () => {
    removeFolder(folder);
    watch.removeFolder(folder);
    returnGuard();
  };
  try {
    return asStore(await launch(folder, watch), remove);
  } catch (error) {
    remove();
    throw error;
  }
}

function asStore({ url, title, service, beforeKill }: Launched, remove: () => void): Store {
  let isStopped = false;
  return {
    url,
    title,
    get pid() {
      return service.pid;
    },
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await service.stop();
      remove();
    },
    async kill() {
      await beforeKill?.();
      await service.kill();
    },
    pause: () => service.pause(),
    resume: () => service.resume(),
    restart: () => service.restart(),
  };
}

/**
 * Waits until the append-only file has everything. While the disk is busy with an fsync, Redis
 * keeps up to 2 s of commands in memory, and a kill loses them.
 */
async function untilWritten(url: string): Promise<void> {
  const written = () =>
    askRedis(
      url,
      async (redis) => !/^aof_buffer_length:[1-9]/m.test(await redis.info("persistence")),
    );
  await until(written, "the append-only file has everything");
}

/** The watchdog of all stores of this process. In a worker of Jest it also watches Jest. */
function takeGuard(): Guard {
  const isJestWorker = process.env["JEST_WORKER_ID"] !== undefined;
  shared ??= { guard: guard([], { above: isJestWorker ? [process.ppid] : [] }), users: 0 };
  shared.users += 1;
  return shared.guard;
}

function returnGuard(): void {
  if (shared === undefined) return;
  shared.users -= 1;
  if (shared.users > 0) return;
  shared.guard.release();
  shared = undefined;
}
