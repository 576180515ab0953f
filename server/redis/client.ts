// Connections to Redis. ioredis must not re-send a command on its own: a script whose reply was
// lost may have run, and only the script runner may repeat it, because it uses the same operation
// id. With the defaults of ioredis a debit ran twice (measured).
import { Cluster, Redis, type RedisOptions as AllRedisOptions } from "ioredis";
import type { Millis } from "../journal/brands.js";
import { writePerTurn } from "./write-per-turn.js";

type RedisOptions = Omit<AllRedisOptions, "replyMapping">;

export type RedisClient = Redis | Cluster;

export interface ConnectOptions {
  /** `redis://host:port[/db]`; several, separated by commas, are the seeds of a Redis Cluster. */
  readonly url: string;
  readonly commandTimeoutMs?: Millis;
  /** The address of each node of a cluster, by the `host:port` that the node announces. */
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

/**
 * Opens the connection for commands and scripts. A command has a time limit (2 s by default), is
 * never re-sent, and fails at once while there is no connection.
 */
export async function connectCommands(given: ConnectOptions): Promise<RedisClient> {
  const commandTimeout = given.commandTimeoutMs ?? COMMAND_TIMEOUT_MS;
  const client = create(given.url, { ...COMMON, commandTimeout }, given.natMap);
  writePerTurn(client);
  await ready(client);
  return client;
}

/**
 * Opens a connection for blocking reads and subscriptions: no time limit, reconnects forever. What
 * waits when the connection is lost is sent again, as a read may be; otherwise it would wait for
 * ever, because ioredis rejects nothing without a limit of retries.
 * @param silenceMaxMs after so long without an answer the connection counts as lost; default: never
 */
export async function connectBlocking(url: string, silenceMaxMs?: Millis): Promise<RedisClient> {
  const client = create(url, {
    lazyConnect: true,
    retryStrategy: backoff,
    autoResendUnfulfilledCommands: true,
    maxRetriesPerRequest: null,
    ...(silenceMaxMs === undefined ? {} : { socketTimeout: silenceMaxMs }),
  });
  await ready(client);
  return client;
}

/**
 * Opens a connection to one server that never reconnects, so the caller always knows which server
 * answers. When the connection is lost, pending commands are rejected.
 * @param given the url of one server, not the seeds of a cluster; leave out the timeout for
 * blocking reads
 */
export async function connectOnce(given: ConnectOptions): Promise<Redis> {
  const client = new Redis({
    ...options(new URL(given.url)),
    ...COMMON,
    retryStrategy: () => null,
    connectTimeout: COMMAND_TIMEOUT_MS,
    ...(given.commandTimeoutMs === undefined ? {} : { commandTimeout: given.commandTimeoutMs }),
  });
  // A frozen server accepts the connection but never answers.
  const timer = setTimeout(() => client.disconnect(), COMMAND_TIMEOUT_MS);
  try {
    await ready(client);
  } finally {
    clearTimeout(timer);
  }
  return client;
}

async function ready(client: RedisClient): Promise<void> {
  // Without a listener an "error" event ends the process; callers see errors of their own commands.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    // Otherwise it would keep trying to connect, and no caller could close it.
    client.disconnect();
    throw error;
  }
}

/** Closes a connection without waiting for pending replies. */
export const disconnect = (client: RedisClient): void => {
  client.disconnect();
};
