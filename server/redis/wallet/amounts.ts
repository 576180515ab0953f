// The amounts that every wallet script returns, and the state of an authorisation.

import type { Amount } from "../../journal/brands.js";

/** The two amounts of a wallet, in the smallest unit of the currency. */
export interface WalletAmounts {
  /** The money that the member may spend now. */
  readonly available: Amount;
  /** The money set aside for payments that are not settled yet. */
  readonly authorised: Amount;
}

export type AuthorisationState = "authorised" | "captured" | "voided";

const STATES: Readonly<Record<string, AuthorisationState>> = {
  A: "authorised",
  C: "captured",
  V: "voided",
};

/**
 * The state that a letter of a reply stands for: A, C or V.
 * @throws Error for any other letter
 */
export function authorisationState(letter: string | undefined): AuthorisationState {
  const state = STATES[letter ?? ""];
  if (state === undefined) throw new Error(`not the state of an authorisation: ${letter}`);
  return state;
}
