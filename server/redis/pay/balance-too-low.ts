import type { Amount } from "../../journal/brands.js";
import type { Refusal, ScriptReply } from "../script-runner.js";

/** The wallet has too little money. It is not recorded: after a top-up the same payment may ask. */
export interface BalanceTooLow extends Refusal {
  readonly code: "INSUFFICIENT_BALANCE";
  /** The money that the wallet may spend, in the smallest unit of the currency. */
  readonly available: Amount;
}

/** Decodes `INSUFFICIENT_BALANCE <available>`. */
export const asBalanceTooLow = ([code, available]: ScriptReply): BalanceTooLow | undefined =>
  code === "INSUFFICIENT_BALANCE"
    ? { kind: "refused", code, available: Number(available) }
    : undefined;
