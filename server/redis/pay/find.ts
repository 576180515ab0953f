import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { PayId } from "../../journal/brands.js";

export interface PayFindInput {
  readonly payId: PayId;
}

/**
 * Whether a payment has an authorisation; it never makes one.
 * @throws AppError `SALE_PAUSED`
 */
export const payFind = defineScript<WalletTarget, PayFindInput, boolean>({
  file: "pay/find",
  keys: ["control", "auths"],
  args: ({ payId }) => [payId],
  reply: ([, state]) => state !== "-",
});
