import type { WalletTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export interface PayFindInput {
  readonly payId: string;
}

/** Whether a payment has an authorisation, without making one. */
export const payFind = defineScript<WalletTarget, PayFindInput, boolean>({
  file: "pay/find",
  keys: ["control", "auths"],
  args: ({ payId }) => [payId],
  reply: ([, state]) => state !== "-",
});
