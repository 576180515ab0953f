import type { WalletAmountsBody, WalletBody } from "../../client-sdk/protocol/bodies.js";
import type { Amount } from "../journal/brands.js";

export interface Amounts {
  readonly available: Amount;
  readonly authorised: Amount;
}

const presentAmounts = ({ available, authorised }: Amounts): WalletAmountsBody => ({
  balance: available + authorised,
  authorised,
  available,
});

export const presentWallet = (amounts: Amounts, currency: string): WalletBody => ({
  ...presentAmounts(amounts),
  currency,
});
