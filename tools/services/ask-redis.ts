import { Redis } from "ioredis";

const TIMEOUT_MS = 3_000;

/**
 * Asks over a connection of its own, once: nothing is tried again.
 * @throws the reason when the server cannot be reached, or what it refuses
 */
export async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, {
    lazyConnect: true,
    // Also understood by a server that is too old, which then says so.
    protocol: 2,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    // A server that still loads its data refuses what it is asked, which is an answer.
    enableReadyCheck: false,
  });
  // The client's own error says no more than that the connection was closed.
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
