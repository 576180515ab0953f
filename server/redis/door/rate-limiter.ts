// Calls per minute of one caller, counted in Redis for all nodes; in memory while Redis is away.
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from "rate-limiter-flexible";
import type { RedisClient } from "../client.js";
import { rateKeyPrefix } from "../keys.js";

export interface RateLimiter {
  /** Counts one call; answers how long to wait in ms when it was one too many. */
  take(caller: string): Promise<number | undefined>;
}

const MINUTE_SECONDS = 60;

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
