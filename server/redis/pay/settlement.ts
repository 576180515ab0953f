// The second step of an authorisation: capture or void. `conflict` means that the opposite step was
// already taken. This breaks the protocol: the caller fences the shard and raises the alarm.
import type { ScriptReply } from "../script-runner.js";
import {
  authorisationState,
  type AuthorisationState,
  type WalletAmounts,
} from "../wallet/amounts.js";
import type { MemberNo, PayId } from "../../journal/brands.js";

export interface SettleInput {
  readonly memberNo: MemberNo;
  readonly payId: PayId;
}

export type Settlement =
  | ({ readonly outcome: "settled"; readonly state: AuthorisationState } & WalletAmounts)
  /** The shard has not recovered yet, so its record is missing. Ask again. */
  | { readonly outcome: "no-record" }
  | { readonly outcome: "conflict"; readonly state: AuthorisationState };

export const SETTLE_ASKS = ["NO_RECORD", "CONFLICT"] as const;

/** The result of capture or void; amounts in the smallest unit of the currency. */
export function decodeSettlement([code, state, available, authorised]: ScriptReply): Settlement {
  if (code === "NO_RECORD") return { outcome: "no-record" };
  if (code === "CONFLICT") return { outcome: "conflict", state: authorisationState(state) };
  return {
    outcome: "settled",
    state: authorisationState(state),
    available: Number(available),
    authorised: Number(authorised),
  };
}
