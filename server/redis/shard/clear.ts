import type { ShardTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export interface ShardClearInput {
  /** Full names of this shard's keys, at most 500. */
  readonly keys: readonly string[];
}

export type ShardCleared =
  | { readonly outcome: "cleared"; readonly removed: number }
  | { readonly outcome: "not-rebuilding" };

/** Removes keys of a shard that is being rebuilt; it removes none of any other shard. */
export const shardClear = defineScript<ShardTarget, ShardClearInput, ShardCleared>({
  file: "shard/clear",
  keys: ["control"],
  moreKeys: ({ keys }) => keys,
  args: () => [],
  asks: ["REBUILDING"],
  reply: ([code, removed]) =>
    code === "OK"
      ? { outcome: "cleared", removed: Number(removed) }
      : { outcome: "not-rebuilding" },
});
