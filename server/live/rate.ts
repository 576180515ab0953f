// Counts the signals of each socket in the memory of the node, so that the flood of one socket
// affects no other. A window begins with the first signal of a socket; its count is forgotten at
// its end.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "../errors.js";

/** The limit on the signals of a socket. */
export interface SignalRate {
  /**
   * Counts one signal.
   * @throws AppError `RATE_LIMITED` with the time until the window ends
   */
  take(socketId: string): Promise<void>;
}

const SIGNALS_PER_WINDOW = 60;
const WINDOW_SECONDS = 3;

/** A limit of 60 signals within 3 seconds for each socket. */
export function createSignalRate(): SignalRate {
  const limiter = new RateLimiterMemory({ points: SIGNALS_PER_WINDOW, duration: WINDOW_SECONDS });
  return {
    async take(socketId) {
      try {
        await limiter.consume(socketId);
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused;
        throw new AppError("RATE_LIMITED", { retryAfterMs: Math.max(1, refused.msBeforeNext) });
      }
    },
  };
}
