// The one client of the page, and who is logged in.

import type { OnsaleClient } from "../../client-sdk/index.js";
import { createClient, type MemberBody, type TokenPair } from "../../client-sdk/index.js";

const KEPT = "onsale:tokens";

function keptTokens(): { tokens?: TokenPair } {
  const kept = localStorage.getItem(KEPT);
  return kept === null ? {} : { tokens: JSON.parse(kept) as TokenPair };
}

const keep = (tokens: TokenPair): void => localStorage.setItem(KEPT, JSON.stringify(tokens));

export const client: OnsaleClient = createClient({
  url: location.origin,
  storage: localStorage,
  onTokens: keep,
  ...keptTokens(),
});

const changed: (() => void)[] = [];

/** Called after a login, a sign-up or a logout. */
export const onAccountChange = (listener: () => void): void => void changed.push(listener);

export const isLoggedIn = (): boolean => localStorage.getItem(KEPT) !== null;

export async function logIn(email: string, password: string): Promise<MemberBody> {
  const member = await client.accounts.logIn({ email, password });
  for (const listener of changed) listener();
  return member;
}

export async function signUp(email: string, password: string, name: string): Promise<MemberBody> {
  const member = await client.accounts.signUp({ email, password, name });
  for (const listener of changed) listener();
  return member;
}

export async function logOut(): Promise<void> {
  try {
    await client.accounts.logOut();
  } finally {
    forgetAccount();
  }
}

/** The tokens are of no use any more: somebody must log in again. */
function forgetAccount(): void {
  localStorage.removeItem(KEPT);
  client.accounts.forget();
  for (const listener of changed) listener();
}

client.on("refused", () => forgetAccount());
