import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { Millis } from "../../journal/brands.js";

export interface ShardState {
  /** 0: there is no record. */
  readonly generation: number;
  readonly leaseEndsAt: Millis;
  readonly now: number;
  readonly epoch: number;
  readonly n: number;
  readonly chain: string;
  readonly rebuilding: Rebuilding;
  /** When its last pause ended; 0: it never paused. */
  readonly resumedAt: Millis;
}

export interface Rebuilding {
  /** The shard is being rebuilt from MySQL. */
  readonly isRebuilt: boolean;
  /** A fence wrote a generation that nobody has opened yet. */
  readonly isUnopened: boolean;
}

const REBUILT_BIT = 1;
const UNOPENED_BIT = 2;

export function decodeRebuilding(text: string | undefined): Rebuilding {
  const bits = Number(text);
  return { isRebuilt: (bits & REBUILT_BIT) !== 0, isUnopened: (bits & UNOPENED_BIT) !== 0 };
}

/** The control record, for whoever must know it before agreeing on a generation. */
export const shardState = defineScript<ShardTarget, void, ShardState>({
  file: "shard/state",
  keys: ["control"],
  args: () => [],
  reply: ([, generation, leaseUntil, now, epoch, n, chain, rebuilding, resumedAt]) => ({
    generation: Number(generation),
    leaseEndsAt: Number(leaseUntil),
    now: Number(now),
    epoch: Number(epoch),
    n: Number(n),
    chain: chain ?? "",
    rebuilding: decodeRebuilding(rebuilding),
    resumedAt: Number(resumedAt),
  }),
});
