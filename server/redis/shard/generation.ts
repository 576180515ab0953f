import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

/** The end of the shard's journal in MySQL. It is used when Redis has no record of the shard. */
export interface ShardGenerationInput {
  readonly n: number;
  readonly chain: string;
  readonly epoch: number;
}

export interface OpenedGeneration {
  readonly n: number;
  readonly chain: string;
}

/** Opens the caller's generation with a journal entry. Repeated calls open it once. */
export const shardGeneration = defineScript<ShardTarget, ShardGenerationInput, OpenedGeneration>({
  file: "shard/generation",
  keys: ["control", "journal"],
  args: ({ n, chain, epoch }) => [n, chain, epoch],
  reply: ([, n, chain]) => ({ n: Number(n), chain: chain ?? "" }),
});
