import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { decodeSettlement, SETTLE_ASKS, type SettleInput, type Settlement } from "./settlement.js";

/**
 * Captures an authorised payment. Call it only after the confirmation is durable.
 * @throws AppError `SALE_PAUSED`
 */
export const payCapture = defineScript<WalletTarget, SettleInput, Settlement>({
  file: "pay/capture",
  keys: ["control", "journal", "wallets", "auths", "unsettled"],
  args: ({ memberNo, payId }) => [memberNo, payId],
  asks: SETTLE_ASKS,
  reply: decodeSettlement,
});
