import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { decodeSettlement, SETTLE_ASKS, type SettleInput, type Settlement } from "./settlement.js";

/**
 * Voids an authorised payment: the money returns to the balance. Call it only after a refusal or a
 * tombstone of this payment is durable.
 * @throws AppError `SALE_PAUSED`
 */
export const payVoid = defineScript<WalletTarget, SettleInput, Settlement>({
  file: "pay/void",
  keys: ["control", "journal", "wallets", "auths", "unsettled"],
  args: ({ memberNo, payId }) => [memberNo, payId],
  asks: SETTLE_ASKS,
  reply: decodeSettlement,
});
