import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { asRecovering, type Recovering } from "../shard/recovering.js";
import type { WalletAmounts } from "./amounts.js";

export interface WalletReadInput {
  readonly memberNo: number;
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
