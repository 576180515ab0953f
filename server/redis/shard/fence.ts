import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { decodeRebuilding, type Rebuilding } from "./state.js";

export interface FencedShard {
  readonly n: number;
  readonly chain: string;
  readonly rebuilding: Rebuilding;
}

/** Ends the selling lease at once, and writes the caller's generation when it is higher. */
export const shardFence = defineScript<ShardTarget, void, FencedShard>({
  file: "shard/fence",
  keys: ["control"],
  args: () => [],
  reply: ([, n, chain, rebuilding]) => ({
    n: Number(n),
    chain: chain ?? "",
    rebuilding: decodeRebuilding(rebuilding),
  }),
});
