import type { WalletAmountsBody, WalletBody } from "../../client-sdk/protocol/bodies.js";
import type { Amount } from "../journal/brands.js";

/** What may be spent now, and what payments under way have reserved. */
export interface Amounts {
  readonly available: Amount;
  readonly authorised: Amount;
}

const presentAmounts = ({ available, authorised }: Amounts): WalletAmountsBody => ({
  balance: available + authorised,
  authorised,
  available,
});

/** A wallet as both doors answer it; `balance` is `available` and `authorised` together. */
export const presentWallet = (amounts: Amounts, currency: string): WalletBody => ({
  ...presentAmounts(amounts),
  currency,
});
