// The client of the page, and the member who is logged in.

import type { OnsaleClient } from "../../client-sdk/index.js";
import { createClient, type MemberBody, type TokenPair } from "../../client-sdk/index.js";

const KEPT = "onsale:tokens";

function keptTokens(): { tokens?: TokenPair } {
  const kept = localStorage.getItem(KEPT);
  return kept === null ? {} : { tokens: JSON.parse(kept) as TokenPair };
}

const keep = (tokens: TokenPair): void => localStorage.setItem(KEPT, JSON.stringify(tokens));

/** The client of the whole page. It keeps tokens, places and payment keys in localStorage. */
export const client: OnsaleClient = createClient({
  url: location.origin,
  storage: localStorage,
  onTokens: keep,
  ...keptTokens(),
});

const changed: (() => void)[] = [];

/** Calls `listener` after each login, sign-up and logout. */
export const onAccountChange = (listener: () => void): void => void changed.push(listener);

/** Whether a member is logged in. */
export const isLoggedIn = (): boolean => localStorage.getItem(KEPT) !== null;

/**
 * Logs a member in.
 * @throws OnsaleError `BAD_CREDENTIALS` `RATE_LIMITED`
 */
export async function logIn(email: string, password: string): Promise<MemberBody> {
  const member = await client.accounts.logIn({ email, password });
  for (const listener of changed) listener();
  return member;
}

/**
 * Makes an account and logs in.
 * @throws OnsaleError `EMAIL_TAKEN` `VALIDATION` `RATE_LIMITED`
 */
export async function signUp(email: string, password: string, name: string): Promise<MemberBody> {
  const member = await client.accounts.signUp({ email, password, name });
  for (const listener of changed) listener();
  return member;
}

/** Logs out; the page forgets the tokens even if the server does not answer. */
export async function logOut(): Promise<void> {
  try {
    await client.accounts.logOut();
  } finally {
    forgetAccount();
  }
}

/** Drops the tokens; the member must log in again. */
function forgetAccount(): void {
  localStorage.removeItem(KEPT);
  client.accounts.forget();
  for (const listener of changed) listener();
}

client.on("refused", () => forgetAccount());
