import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { WalletAmounts } from "./amounts.js";

export interface WalletReadInput {
  readonly member: number;
}

/** What a member may spend and what is authorised. */
export const walletRead = defineScript<WalletTarget, WalletReadInput, WalletAmounts>({
  file: "wallet/read",
  keys: ["control", "wallets"],
  args: ({ member }) => [member],
  reply: ([, available, authorised]) => ({
    available: Number(available),
    authorised: Number(authorised),
  }),
});
