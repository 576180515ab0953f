import { AppError } from "../errors.js";
import type { AccessTokens, VerifiedAccess } from "./access-tokens.js";

/** What checking a token takes: the keys, and the sessions that were logged out. */
export interface TokenServices {
  readonly accessTokens: AccessTokens;
  readonly revokedSessions: { has(sessionId: string): boolean };
}

/**
 * The caller of an access token: it is signed by us, it has not expired, and its session has not
 * been logged out.
 * @throws AppError `UNAUTHENTICATED` `TOKEN_EXPIRED`; `SERVER_BUSY` while this node does not hear
 * of sessions that were logged out
 */
export function authenticate(
  { accessTokens, revokedSessions }: TokenServices,
  token: string,
): VerifiedAccess {
  const verified = accessTokens.verify(token);
  if (revokedSessions.has(verified.actor.sessionId)) throw new AppError("UNAUTHENTICATED");
  return verified;
}
