import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { Millis } from "../../journal/brands.js";

export interface ShardState {
  /** 0 when Redis has no control record of the shard. */
  readonly generation: number;
  readonly leaseEndsAt: Millis;
  readonly now: number;
  readonly epoch: number;
  readonly n: number;
  readonly chain: string;
  readonly rebuilding: Rebuilding;
  /** When the shard's last pause ended; 0 when it has never paused. */
  readonly resumedAt: Millis;
}

export interface Rebuilding {
  /** True while the shard is being rebuilt from MySQL. */
  readonly isRebuilt: boolean;
  /** True when a fence wrote a generation that no `shardGeneration` has opened yet. */
  readonly isUnopened: boolean;
}

const REBUILT_BIT = 1;
const UNOPENED_BIT = 2;

/** Decodes the bits of the control record's field `rebuilding`. */
export function decodeRebuilding(text: string | undefined): Rebuilding {
  const bits = Number(text);
  return { isRebuilt: (bits & REBUILT_BIT) !== 0, isUnopened: (bits & UNOPENED_BIT) !== 0 };
}

/** Reads the control record of a shard, with any generation. */
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
