import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { asRecovering, type Recovering } from "../shard/recovering.js";
import type { WalletAmounts } from "./amounts.js";
import type { MemberNo } from "../../journal/brands.js";

export interface WalletReadInput {
  readonly memberNo: MemberNo;
}

/**
 * Reads the amounts of a member's wallet.
 * @throws AppError `SALE_PAUSED` while the shard recovers
 */
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
