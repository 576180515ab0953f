import type { Services } from "../context.js";
import { AppError } from "../errors.js";
import { isSessionRevoked } from "../redis/door/revoked-sessions.js";
import type { VerifiedAccess } from "./access-tokens.js";

/**
 * The caller of an access token that is ours, has not run out, and whose session goes on.
 * @throws AppError `UNAUTHENTICATED` `TOKEN_EXPIRED` `SERVER_BUSY`
 */
export async function authenticate(
  { accessTokens, redis, config }: Pick<Services, "accessTokens" | "redis" | "config">,
  token: string,
): Promise<VerifiedAccess> {
  const verified = await accessTokens.verify(token);
  if (await isSessionRevoked(redis.client, config.shards, verified.actor)) {
    throw new AppError("UNAUTHENTICATED");
  }
  return verified;
}
