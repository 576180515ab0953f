import type { LiveSocket } from "./types.js";

export interface RateOptions {
  readonly perSecond: number;
  readonly burst: number;
  readonly now: () => number;
}

/** A token bucket per socket, in this node's memory: one client's flood is its own. */
export function createRate({
  perSecond,
  burst,
  now,
}: RateOptions): (socket: LiveSocket) => boolean {
  const buckets = new WeakMap<LiveSocket, { tokens: number; at: number }>();
  return (socket) => {
    const at = now();
    const bucket = buckets.get(socket) ?? { tokens: burst, at };
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) * perSecond) / 1000);
    bucket.at = at;
    buckets.set(socket, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}
