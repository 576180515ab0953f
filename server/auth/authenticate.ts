import { AppError } from "../errors.js";
import { isSessionRevoked } from "../redis/door/revoked-sessions.js";
import type { RedisClient } from "../redis/client.js";
import type { AccessTokens, VerifiedAccess } from "./access-tokens.js";

/** What checking a token takes: the keys, and the shards that remember revoked sessions. */
export interface TokenServices {
  readonly accessTokens: AccessTokens;
  readonly redis: { readonly client: RedisClient };
  readonly config: { readonly shards: number };
}

/**
 * The caller of an access token: it is signed by us, it has not expired, and its session has not
 * been logged out.
 * @throws AppError `UNAUTHENTICATED` `TOKEN_EXPIRED` `SERVER_BUSY`
 */
export async function authenticate(
  { accessTokens, redis, config }: TokenServices,
  token: string,
): Promise<VerifiedAccess> {
  const verified = await accessTokens.verify(token);
  if (await isSessionRevoked(redis.client, config.shards, verified.actor)) {
    throw new AppError("UNAUTHENTICATED");
  }
  return verified;
}
