import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export type ShardRebuildInput =
  | { readonly stage: "begin"; readonly epoch: number }
  /** Where MySQL's journal ends: the shard must have come to the same end. */
  | { readonly stage: "end"; readonly n: number; readonly chain: string };

export type ShardRebuilt =
  | { readonly outcome: "done"; readonly n: number; readonly chain: string }
  /** The entries applied do not end where MySQL's journal ends. */
  | { readonly outcome: "gap"; readonly n: number };

/** Begins or ends building a shard from MySQL's journal; from begin to end there is no lease. */
export const shardRebuild = defineScript<ShardTarget, ShardRebuildInput, ShardRebuilt>({
  file: "shard/rebuild",
  keys: ["control", "journal"],
  args: (input) =>
    input.stage === "begin" ? ["begin", input.epoch] : ["end", input.n, input.chain],
  answers: ["OK", "GAP"],
  reply: ([code, n, chain]) =>
    code === "GAP"
      ? { outcome: "gap", n: Number(n) }
      : { outcome: "done", n: Number(n), chain: chain ?? "" },
});
