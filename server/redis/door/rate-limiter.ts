// Limits the calls per minute of one caller. The counters are in Redis, shared by all nodes; while
// Redis is away each node counts in its own memory.
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RedisClient } from "../client.js";
import { rateKeyPrefix } from "../keys.js";

export interface RateLimiter {
  /** Counts one call. Returns how long the caller must wait, in ms, when the limit is exceeded. */
  take(caller: string): Promise<number | undefined>;
}

const MINUTE_SECONDS = 60;

/**
 * Creates a limiter of `perMinute` calls for each caller.
 * @param limit `name` separates the counters of this limit from those of others
 */
export function createRateLimiter(
  client: RedisClient,
  { name, perMinute }: { readonly name: string; readonly perMinute: number },
): RateLimiter {
  const limits = { keyPrefix: rateKeyPrefix(name), points: perMinute, duration: MINUTE_SECONDS };
  const limiter = new RateLimiterRedis({
    ...limits,
    storeClient: client,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(limits),
  });
  return {
    async take(caller) {
      try {
        await limiter.consume(caller);
        return undefined;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, refused.msBeforeNext);
        throw refused;
      }
    },
  };
}
