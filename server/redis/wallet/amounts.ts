// What every wallet script says of a wallet, and the state of an authorisation.

import type { Amount } from "../../journal/brands.js";

/** In the smallest unit of the currency. */
export interface WalletAmounts {
  /** What may be spent. */
  readonly available: Amount;
  /** What is set aside for payments under way. */
  readonly authorised: Amount;
}

export type AuthorisationState = "authorised" | "captured" | "voided";

const STATES: Readonly<Record<string, AuthorisationState>> = {
  A: "authorised",
  C: "captured",
  V: "voided",
};

export function authorisationState(letter: string | undefined): AuthorisationState {
  const state = STATES[letter ?? ""];
  if (state === undefined) throw new Error(`not the state of an authorisation: ${letter}`);
  return state;
}
