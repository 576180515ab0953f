// Redis and a database for one start: those the user named, else private ones that live in the data
// folder, listen on 127.0.0.1 only and end with this process, however it ends.
import { join } from "node:path";
import { launchDatabase } from "./database-server.js";
import { checkDatabase, checkRedis } from "./given.js";
import { guard, type Guard } from "../processes/guard.mjs";
import { keepAlive } from "../processes/keep-alive.js";
import { ensurePrograms, type Log, type Program } from "./programs.js";
import { launchRedis } from "./redis-server.js";
import { takeRun, type Run } from "./run-record.js";
import type { ServiceProcess } from "../processes/service-process.js";

export interface ServicesOptions {
  readonly dataDir: string;
  readonly redisUrl?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly log: Log;
}

export interface Services {
  readonly redisUrl: string;
  readonly databaseUrl: string;
  /** Program and version of each, for the user. */
  readonly titles: { readonly redis: string; readonly database: string };
  /** Further processes that must not outlive this one. */
  readonly guard: Guard;
  /** Settles with the reason when a private service is gone for good. */
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

/** @throws SetupError with a message for the user; nothing is left running then. */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { redisUrl, databaseUrl } = options;
  const missing: Program[] = [];
  if (redisUrl === undefined) missing.push("redis");
  if (databaseUrl === undefined) missing.push("database");
  await ensurePrograms(missing, { log: options.log });
  const run = missing.length > 0 ? await takeRun(options.dataDir) : undefined;
  const started = new StartedServices(options, run);
  try {
    return await started.begin();
  } catch (error) {
    await started.stop();
    throw error;
  }
}

interface Standing {
  readonly url: string;
  readonly title: string;
}

/** What stands so far, so that a start that fails half-way can be undone. */
class StartedServices {
  readonly #options: ServicesOptions;
  readonly #run: Run | undefined;
  readonly #guard = guard();
  readonly #services: ServiceProcess[] = [];
  readonly #beforeStop: (() => void)[] = [];
  readonly #lost: Promise<string>;
  #giveUp: (reason: string) => void = () => undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: ServicesOptions, run: Run | undefined) {
    this.#options = options;
    this.#run = run;
    this.#lost = new Promise((resolve) => (this.#giveUp = resolve));
  }

  async begin(): Promise<Services> {
    const [redis, database] = settled(await Promise.allSettled([this.#redis(), this.#database()]));
    this.#run?.note({ redisUrl: redis.url, databaseUrl: database.url });
    return {
      redisUrl: redis.url,
      databaseUrl: database.url,
      titles: { redis: redis.title, database: database.title },
      guard: this.#guard,
      lost: this.#lost,
      stop: () => this.stop(),
    };
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    this.#run?.note({ isStopping: true });
    this.#beforeStop.forEach((act) => act());
    await Promise.all(this.#services.map((service) => service.stop()));
    this.#run?.release();
    this.#guard.release();
  }

  async #redis(): Promise<Standing> {
    const { redisUrl, dataDir } = this.#options;
    if (redisUrl !== undefined) return { url: redisUrl, title: await checkRedis(redisUrl) };
    const folder = join(dataDir, "redis");
    const { service, ...standing } = await launchRedis({ folder, guard: this.#guard });
    this.#keep(service);
    return standing;
  }

  async #database(): Promise<Standing> {
    const { databaseUrl, dataDir } = this.#options;
    if (databaseUrl !== undefined) {
      return { url: databaseUrl, title: await checkDatabase(databaseUrl) };
    }
    const folder = join(dataDir, "database");
    const { service, ...standing } = await launchDatabase({ folder, guard: this.#guard });
    this.#keep(service);
    return standing;
  }

  #keep(service: ServiceProcess): void {
    const notePids = () => this.#run?.note({ pids: this.#services.map(({ pid }) => pid) });
    this.#services.push(service);
    notePids();
    this.#beforeStop.push(
      keepAlive(service, {
        log: this.#options.log,
        onRestarted: notePids,
        onGivenUp: this.#giveUp,
      }),
    );
  }
}

/** Both are waited for, so that a failure of one never leaves the other half started. */
function settled([redis, database]: [
  PromiseSettledResult<Standing>,
  PromiseSettledResult<Standing>,
]): [Standing, Standing] {
  if (redis.status === "rejected") throw redis.reason;
  if (database.status === "rejected") throw database.reason;
  return [redis.value, database.value];
}
