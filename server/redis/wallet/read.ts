import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { asRecovering, type Recovering } from "../shard/recovering.js";
import type { WalletAmounts } from "./amounts.js";
import type { MemberNo } from "../../journal/brands.js";

export interface WalletReadInput {
  readonly memberNo: MemberNo;
}

/** What a member may spend and what is authorised. */
export const walletRead = defineScript<WalletTarget, WalletReadInput, WalletAmounts, Recovering>({
  file: "wallet/read",
  keys: ["control", "wallets"],
  args: ({ memberNo }) => [memberNo],
  reply: ([, available, authorised]) => ({
    available: Number(available),
    authorised: Number(authorised),
  }),
  refusal: asRecovering,
});
