import type { ScriptReply } from "../script-runner.js";

export interface ShardApplyInput {
  readonly n: number;
  /** The hash chain after this entry, as stored in MySQL. */
  readonly chain: string;
  readonly payload: string;
}

export type Applied =
  | { readonly outcome: "applied"; readonly n: number }
  | { readonly outcome: "gap"; readonly n: number };

/** Decodes the reply; `n` is the number of the shard's last entry afterwards. */
export const decodeApplied = ([code, n]: ScriptReply): Applied => ({
  outcome: code === "GAP" ? "gap" : "applied",
  n: Number(n),
});
