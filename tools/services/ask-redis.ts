import { Redis } from "ioredis";

const TIMEOUT_MS = 3_000;

/**
 * Runs commands on a connection of its own, without retries.
 * @throws Error with the reason when the server cannot be reached, or with its refusal
 */
export async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    // An old server understands it, too; then its version can be checked.
    protocol: 2,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // A server that still loads its data refuses commands, and this counts as an answer.
    enableReadyCheck: false,
  });
  // The error of the rejected command only says that the connection was closed.
  let reason: unknown;
  redis.on("error", (error: unknown) => (reason ??= error));
  try {
    await redis.connect();
    return await ask(redis);
  } catch (error) {
    throw reason ?? error;
  } finally {
    if (redis.status !== "end") redis.disconnect();
  }
}
