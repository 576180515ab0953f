// Real stores of a test's own, in folders of their own, gone with the process that asked for them.
import { launchDatabase } from "../../tools/services/database-server.js";
import { guard, type Guard } from "../../tools/processes/guard.mjs";
import { launchRedis } from "../../tools/services/redis-server.js";
import type { ServiceProcess } from "../../tools/processes/service-process.js";
import { removeFolder, tempFolder } from "./folders.js";

export interface Store {
  readonly url: string;
  readonly title: string;
  /** Of the process as it is now: another one after `restart`. */
  readonly pid: number;
  /** In order, and removes its folder. */
  stop(): Promise<void>;
  /** SIGKILL; `restart` brings it back with what it had written. */
  kill(): Promise<void>;
  /** SIGSTOP: its port is open and nobody answers. */
  pause(): void;
  resume(): void;
  /** Same address, same folder; after `kill` or instead of it. */
  restart(): Promise<void>;
}

let shared: { guard: Guard; users: number } | undefined;

/** A Redis with append-only file on a free port. */
export async function startRedis(settings: readonly string[] = []): Promise<Store> {
  return inFolder("redis", async (folder, watch) => {
    return launchRedis({ folder, guard: watch, settings });
  });
}

/** A MariaDB or MySQL on a free port; the user of its URL may make databases and users. */
export async function startDatabase(): Promise<Store> {
  return inFolder("sql", async (folder, watch) =>
    launchDatabase({ folder, guard: watch, isAdmin: true, bufferPoolMb: 64 }),
  );
}

interface Launched {
  readonly url: string;
  readonly title: string;
  readonly service: ServiceProcess;
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

function asStore({ url, title, service }: Launched, remove: () => void): Store {
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
    kill: () => service.kill(),
    pause: () => service.pause(),
    resume: () => service.resume(),
    restart: () => service.restart(),
  };
}

/** One watchdog for all stores of this process. A worker of Jest ends with Jest, not later. */
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
