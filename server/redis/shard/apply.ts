import type { ScriptReply } from "../script-runner.js";

export interface ShardApplyInput {
  readonly n: number;
  /** The chain after this entry, as MySQL has it. */
  readonly chain: string;
  readonly payload: string;
}

export type Applied =
  | { readonly outcome: "applied"; readonly n: number }
  | { readonly outcome: "gap"; readonly n: number };

export const decodeApplied = ([code, n]: ScriptReply): Applied => ({
  outcome: code === "GAP" ? "gap" : "applied",
  n: Number(n),
});
