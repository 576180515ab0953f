import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export type ShardRebuildInput =
  | { readonly stage: "begin"; readonly epoch: number }
  /** The end of MySQL's journal: the shard must have reached the same entry. */
  | { readonly stage: "end"; readonly n: number; readonly chain: string };

export type ShardRebuilt =
  | { readonly outcome: "done"; readonly n: number; readonly chain: string }
  /** The last applied entry is not the last entry of MySQL's journal. */
  | { readonly outcome: "gap"; readonly n: number };

/** Begins or ends the rebuild of a shard from MySQL's journal. During a rebuild it has no lease. */
export const shardRebuild = defineScript<ShardTarget, ShardRebuildInput, ShardRebuilt>({
  file: "shard/rebuild",
  keys: ["control", "journal"],
  args: (input) =>
    input.stage === "begin" ? ["begin", input.epoch] : ["end", input.n, input.chain],
  asks: ["GAP"],
  reply: ([code, n, chain]) =>
    code === "GAP"
      ? { outcome: "gap", n: Number(n) }
      : { outcome: "done", n: Number(n), chain: chain ?? "" },
});
