// The composition root: builds one node out of its configuration. Nothing is shared between nodes
// but the stores, so three of them can live in one process.
import type { Logger } from "pino";
import { createAccessTokens } from "./auth/access-tokens.js";
import type { AccountServices, Services } from "./context.js";
import { createApi } from "./api/create-api.js";
import { metricsListener } from "./api/kernel/metrics-listener.js";
import { ensureAdmin } from "./commands/accounts/ensure-admin.js";
import { CommittedOutcomes } from "./journal/committed-outcomes.js";
import type { Config } from "./config/config.js";
import { createDatabase, type Database } from "./db/database.js";
import { migrate } from "./db/migrate.js";
import { createShowtimeDirectory } from "./db/mysql-showtime-directory.js";
import { committedPayloads } from "./db/repositories/journal.js";
import { sessionsRevokedSince } from "./db/repositories/sessions.js";
import { agreeOnShards } from "./db/repositories/settings.js";
import { generationOf } from "./db/repositories/shards.js";
import { createLive } from "./live/create-live.js";
import { HttpDoor } from "./api/kernel/http-door.js";
import { createHealth, type Health } from "./observability/health.js";
import { createLogger } from "./observability/logger.js";
import { createMetrics, type Metrics } from "./observability/metrics.js";
import { createPasswords } from "./auth/passwords.js";
import { createQueueTokens } from "./auth/queue-tokens.js";
import { signingKeys } from "./auth/signing-keys.js";
import { connectCommands, disconnect, type RedisClient } from "./redis/client.js";
import { RevokedSessions } from "./redis/door/revoked-sessions.js";
import { subscribeCommitted } from "./redis/journal/committed-channel.js";
import { ScriptRunner } from "./redis/script-runner.js";
import { ShardSeatMap } from "./seat-map/shard-seat-map.js";
import { PaymentSweeper } from "./workers/payments/payment-sweeper.js";
import { ShardWorkers } from "./workers/shard-workers.js";

/** What a node takes besides its configuration. */
export interface AppOptions {
  readonly log?: Logger;
  /**
   * Whether the metrics of the process are included; of several nodes in a process, one has them.
   */
  readonly withProcessMetrics?: boolean;
}

/** One node, not started yet. */
export interface App {
  /**
   * Connects to the stores, migrates, opens the doors.
   * @throws Error with a clear reason; nothing is left open
   */
  start(): Promise<void>;
  /** Stops being ready, drains the sockets, finishes open work, closes; safe to call twice. */
  stop(): Promise<void>;
  /** Stores and services, once started. */
  readonly services: Services & AccountServices;
  /** Port of the doors, once started. */
  readonly port: number;
  /** Port of `/metrics`, once started. */
  readonly metricsPort: number;
}

const DRAIN_MS = 2000;

type Undo = () => Promise<unknown> | void;

/** Builds a node with the roles of its configuration; nothing is opened before `start()`. */
export function createApp(config: Config, options: AppOptions = {}): App {
  const log = options.log ?? createLogger(config);
  const metrics = createMetrics({ withProcess: options.withProcessMetrics ?? true });
  const undo: Undo[] = [];
  let services: (Services & AccountServices) | undefined;
  const doors = new HttpDoor();
  const metricsDoor = new HttpDoor(metricsListener(metrics.registry));
  let stopping: Promise<void> | undefined;

  const stop = (): Promise<void> => {
    stopping ??= unwind(undo, log);
    return stopping;
  };

  return {
    async start() {
      try {
        const stores = await openStores(config, undo);
        const node = await openNode({ config, log, metrics, stores, doors, undo });
        services = node.services;
        undo.push(() => metricsDoor.closed());
        await metricsDoor.listen({ port: config.metricsPort, host: config.host });
        if (hasDoor(config)) await doors.listen({ port: config.port, host: config.host });
        undo.push(() => doors.refuse());
        undo.push(() => node.health.drain());
        log.info({ event: "node.started", roles: config.roles, port: doors.port });
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
    get services() {
      if (services === undefined) throw new Error("the node has not started");
      return services;
    },
    get port() {
      return doors.port;
    },
    get metricsPort() {
      return metricsDoor.port;
    },
  };
}

const hasDoor = ({ roles }: Config): boolean => roles.includes("api") || roles.includes("live");

interface Stores {
  readonly db: Database;
  readonly redis: RedisClient;
}

async function openStores(config: Config, undo: Undo[]): Promise<Stores> {
  const db = createDatabase(config.databaseUrl.reveal());
  undo.push(() => db.close());
  await migrate(db);
  await agreeOnShards(db, config.shards);
  const redis = await connectCommands({ url: config.redisUrl.reveal() });
  undo.push(() => disconnect(redis));
  return { db, redis };
}

interface NodeParts {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly stores: Stores;
  readonly doors: HttpDoor;
  readonly undo: Undo[];
}

interface OpenNode {
  readonly services: Services & AccountServices;
  readonly health: Health;
}

async function openNode(parts: NodeParts): Promise<OpenNode> {
  const { config, stores, doors, undo, metrics } = parts;
  const base = await createServices(parts);
  // Workers stop after the doors, so that a payment under way still gets its answer.
  const background: Undo[] = [];
  undo.push(() => unwind(background, parts.log));
  const live = await createLive({
    services: base,
    metrics: liveMetrics(metrics),
    ...(config.roles.includes("live") ? { http: doors.server } : {}),
  });
  const closeDoors: Undo[] = [() => doors.closed(), () => live.stop({ drainMs: DRAIN_MS })];
  undo.push(...closeDoors);
  const services: Services & AccountServices = {
    ...base,
    passwords: createPasswords(config.passwords),
    closeSession: live.closeSession,
  };
  await ensureAdmin(services);
  const { broadcast } = live;
  const workers = config.roles.includes("worker")
    ? new ShardWorkers({ services, broadcast, committed: base.outcomes })
    : undefined;
  const health = createHealth([
    { name: "redis", check: () => stores.redis.ping() },
    { name: "mysql", check: () => stores.db.first("SELECT 1 AS one") },
    ...(workers ? [{ name: "shards", check: () => workers.check() }] : []),
  ]);
  if (config.roles.includes("api")) {
    const api = createApi({ services, metrics, health });
    const answer = api.callback();
    doors.server.on("request", (request, response) => void answer(request, response));
  }
  if (workers) startWorkers(workers, services, background);
  return { services, health };
}

function startWorkers(workers: ShardWorkers, services: Services, undo: Undo[]): void {
  const sweeper = new PaymentSweeper({ services, shards: () => workers.serving() });
  workers.start();
  sweeper.start();
  undo.push(() => workers.stop());
  undo.push(() => sweeper.stop());
}

/** The services of a node; its workers tell `outcomes` directly what they commit. */
interface NodeServices extends Services {
  readonly outcomes: CommittedOutcomes;
}

async function createServices(parts: NodeParts): Promise<NodeServices> {
  const { config, log, stores, undo } = parts;
  const redis = new ScriptRunner({
    client: stores.redis,
    readGeneration: (shard) => generationOf(stores.db, shard),
  });
  const outcomes = new CommittedOutcomes({
    subscribe: (onPayloads) =>
      subscribeCommitted({ url: config.redisUrl.reveal(), shards: config.shards, onPayloads }),
    readCommitted: (shard, ops) => committedPayloads(stores.db, shard, ops),
  });
  undo.push(() => outcomes.close());
  const now = () => Date.now();
  const revokedSessions = await openRevokedSessions(parts, now);
  undo.push(() => revokedSessions.close());
  const keys = signingKeys(config.jwtSecret, config.jwtSecretPrevious);
  return {
    config,
    log,
    redis,
    db: stores.db,
    showtimes: createShowtimeDirectory(stores.db, { now }),
    seatMaps: new ShardSeatMap({ runner: redis, now }),
    outcomes,
    accessTokens: createAccessTokens({ keys, accessTokenSeconds: config.accessTokenSeconds, now }),
    queueTokens: createQueueTokens(keys),
    revokedSessions,
    now,
  };
}

/** MySQL knows what was revoked while Redis may have lost it. */
async function openRevokedSessions(
  { config, log, stores }: NodeParts,
  now: () => number,
): Promise<RevokedSessions> {
  const accessTokenMs = config.accessTokenSeconds * 1000;
  const known = await sessionsRevokedSince(stores.db.patient(), new Date(now() - accessTokenMs));
  const url = config.redisUrl.reveal();
  return RevokedSessions.open({ url, client: stores.redis, accessTokenMs, now, log }, known);
}

const liveMetrics = (metrics: Metrics) => ({
  observe: (signal: string, code: string, seconds: number) => {
    metrics.signals.inc({ signal, code });
    metrics.signalSeconds.observe({ signal }, seconds);
    if (code !== "OK") metrics.refusals.inc({ door: "live", code });
  },
  sockets: (open: number) => metrics.liveSockets.set(open),
  publishFailed: () => metrics.livePublishFailures.inc(),
});

/** Closes in the opposite order of opening; a step that fails does not stop the others. */
async function unwind(undo: Undo[], log: Logger): Promise<void> {
  for (let step = undo.pop(); step !== undefined; step = undo.pop()) {
    try {
      await step();
    } catch (error) {
      log.warn({ event: "node.stop-failed", err: error });
    }
  }
}
