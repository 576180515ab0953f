import type { WalletAmountsBody, WalletBody } from "../../client-sdk/protocol/bodies.js";

export interface Amounts {
  readonly available: number;
  readonly authorised: number;
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
