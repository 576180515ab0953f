import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

/** What MySQL knows of the shard; used where Redis has no record of it. */
export interface ShardGenerationInput {
  readonly n: number;
  readonly chain: string;
  readonly epoch: number;
}

export interface OpenedGeneration {
  readonly n: number;
  readonly chain: string;
}

/** Opens the caller's generation with an entry of its own; once, however often it is asked. */
export const shardGeneration = defineScript<ShardTarget, ShardGenerationInput, OpenedGeneration>({
  file: "shard/generation",
  keys: ["control", "journal"],
  args: ({ n, chain, epoch }) => [n, chain, epoch],
  reply: ([, n, chain]) => ({ n: Number(n), chain: chain ?? "" }),
});
