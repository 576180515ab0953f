// Connections. A command's connection never re-sends by itself: a script whose reply was lost may
// have run, and the runner asks again by operation id (measured: the defaults ran a debit twice).
import { Cluster, Redis, type RedisOptions as AllRedisOptions } from "ioredis";
import type { Millis } from "../journal/brands.js";

type RedisOptions = Omit<AllRedisOptions, "replyMapping">;

export type RedisClient = Redis | Cluster;

export interface ConnectOptions {
  /** `redis://host:port[/db]`; several, separated by commas, are the seeds of a Redis Cluster. */
  readonly url: string;
  readonly commandTimeoutMs?: Millis;
  /** Where the nodes of a cluster are reached, by the `host:port` they announce. */
  readonly natMap?: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
}

const COMMAND_TIMEOUT_MS = 2000;
const RECONNECT_CAP_MS = 1000;

const backoff = (times: number): number => Math.min(50 * 2 ** Math.min(times, 6), RECONNECT_CAP_MS);

const COMMON = {
  lazyConnect: true,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  enableOfflineQueue: false,
  retryStrategy: backoff,
} as const satisfies RedisOptions;

function options(url: URL): RedisOptions {
  return {
    host: url.hostname,
    port: Number(url.port || "6379"),
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.pathname.length > 1 ? { db: Number(url.pathname.slice(1)) } : {}),
    ...(url.protocol === "rediss:" ? { tls: {} } : {}),
  };
}

function create(url: string, extra: RedisOptions, natMap?: ConnectOptions["natMap"]): RedisClient {
  const urls = url.split(",").map((part) => new URL(part.trim()));
  const [first] = urls;
  if (first === undefined) throw new Error("REDIS_URL is empty");
  if (urls.length === 1) return new Redis({ ...options(first), ...extra });
  const { host: _host, port: _port, db: _db, ...auth } = options(first);
  return new Cluster(
    urls.map((seed) => ({ host: seed.hostname, port: Number(seed.port || "6379") })),
    {
      lazyConnect: true,
      enableOfflineQueue: false,
      clusterRetryStrategy: backoff,
      retryDelayOnFailover: 0,
      retryDelayOnTryAgain: 0,
      retryDelayOnClusterDown: 0,
      maxRedirections: 3,
      redisOptions: { ...auth, ...extra },
      ...(natMap === undefined ? {} : { natMap: { ...natMap } }),
    },
  );
}

/** For commands and scripts: short, never re-sent, refused at once while there is no connection. */
export async function connectCommands(given: ConnectOptions): Promise<RedisClient> {
  const commandTimeout = given.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  const client = create(given.url, { ...COMMON, commandTimeout }, given.natMap);
  await ready(client);
  return client;
}

/** For blocking reads and subscriptions: no command timeout, reconnects for ever. */
export async function connectBlocking(url: string): Promise<RedisClient> {
  const client = create(url, {
    lazyConnect: true,
    retryStrategy: backoff,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: null,
  });
  await ready(client);
  return client;
}

/**
 * For whoever must know which server it talks to: one server, and a connection that is lost does
 * not come back. What waits for a reply is then rejected.
 * @param given a url without seeds of a cluster; without a timeout blocking reads are possible
 */
export async function connectOnce(given: ConnectOptions): Promise<Redis> {
  const client = new Redis({
    ...options(new URL(given.url)),
    ...COMMON,
    retryStrategy: () => null,
    connectTimeout: COMMAND_TIMEOUT_MS,
    ...(given.commandTimeoutMs === undefined ? {} : { commandTimeout: given.commandTimeoutMs }),
  });
  // A server that stands still accepts the connection and never says a word.
  const timer = setTimeout(() => client.disconnect(), COMMAND_TIMEOUT_MS);
  try {
    await ready(client);
  } finally {
    clearTimeout(timer);
  }
  return client;
}

async function ready(client: RedisClient): Promise<void> {
  // An unheard "error" would end the process; callers see failures through their own commands.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    // It would go on trying with nobody left to close it.
    client.disconnect();
    throw error;
  }
}

/** Ends a connection without waiting for replies. */
export const disconnect = (client: RedisClient): void => {
  client.disconnect();
};
