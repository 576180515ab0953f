// Signals of one socket, counted in this node's memory: one client's flood is its own. The window
// begins with a socket's first signal, and its count is forgotten when the window ends.
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { AppError } from "../errors.js";

export interface SignalRate {
  /** Counts one signal. @throws AppError `RATE_LIMITED` with the time until the window ends */
  take(socketId: string): Promise<void>;
}

const SIGNALS_PER_WINDOW = 60;
const WINDOW_SECONDS = 3;

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
