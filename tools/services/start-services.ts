// Redis and a database for one start: those that the user has named, or private ones. Private ones
// have their files in the data folder, listen on 127.0.0.1 only, and end with this process, also by
// kill -9.
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
  /** The program and version of each, for messages to the user. */
  readonly titles: { readonly redis: string; readonly database: string };
  /** For further processes that must not outlive this one. */
  readonly guard: Guard;
  /** Settles with the reason when a private service could not be restarted. */
  readonly lost: Promise<string>;
  /** Stops the private services. */
  stop(): Promise<void>;
}

/**
 * Checks the named servers and starts the private ones.
 * @throws SetupError with a message for the user; no service is left running then
 */
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

interface Ready {
  readonly url: string;
  readonly title: string;
}

/** The services that are started so far, so that a start that fails in between can be undone. */
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

  async #redis(): Promise<Ready> {
    const { redisUrl, dataDir } = this.#options;
    if (redisUrl !== undefined) return { url: redisUrl, title: await checkRedis(redisUrl) };
    const folder = join(dataDir, "redis");
    const { service, ...ready } = await launchRedis({ folder, guard: this.#guard });
    this.#keep(service);
    return ready;
  }

  async #database(): Promise<Ready> {
    const { databaseUrl, dataDir } = this.#options;
    if (databaseUrl !== undefined) {
      return { url: databaseUrl, title: await checkDatabase(databaseUrl) };
    }
    const folder = join(dataDir, "database");
    const { service, ...ready } = await launchDatabase({ folder, guard: this.#guard });
    this.#keep(service);
    return ready;
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

/**
 * Both results. Both are waited for, so that a failure of one leaves the other not half started.
 */
function settled([redis, database]: [PromiseSettledResult<Ready>, PromiseSettledResult<Ready>]): [
  Ready,
  Ready,
] {
  if (redis.status === "rejected") throw redis.reason;
  if (database.status === "rejected") throw database.reason;
  return [redis.value, database.value];
}
