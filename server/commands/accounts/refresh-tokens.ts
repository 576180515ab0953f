import { z } from "zod";
import type { SessionBody } from "../../../client-sdk/protocol/bodies.js";
import { newRefreshToken, refreshHash } from "../../auth/refresh-tokens.js";
import type { AccountContext } from "../../context.js";
import { memberByNo } from "../../db/repositories/members.js";
import {
  refreshToken as findToken,
  revokeSession,
  rotateToken,
  type RefreshToken,
} from "../../db/repositories/sessions.js";
import { AppError } from "../../errors.js";
import { Token } from "./account-inputs.js";
import { endSessions } from "./end-sessions.js";
import { sessionBody } from "./open-session.js";

/** The body of `POST /token/refresh`. */
export const RefreshTokensInput = z.strictObject({ refreshToken: Token });
export type RefreshTokensInput = z.output<typeof RefreshTokensInput>;

/**
 * Exchanges a refresh token for a new pair of tokens; it can be used once.
 * @throws AppError `UNAUTHENTICATED` when it is unknown, expired or logged out;
 * `TOKEN_REUSED` at its second use, which ends its session
 */
export async function refreshTokens(
  ctx: AccountContext,
  { refreshToken }: RefreshTokensInput,
): Promise<SessionBody> {
  const used = refreshHash(refreshToken);
  const found = await findToken(ctx.db, used);
  const at = new Date(ctx.now());
  if (found === undefined || found.expiresAt <= at) throw new AppError("UNAUTHENTICATED");
  if (found.isUsed) throw await reused(ctx, found);
  if (found.isRevoked) throw new AppError("UNAUTHENTICATED");
  const member = await memberByNo(ctx.db, found.memberNo);
  if (member?.withdrawnAt !== undefined || member === undefined) {
    throw new AppError("UNAUTHENTICATED");
  }
  const { sessionId } = found;
  const next = newRefreshToken();
  const isMine = await rotateToken(ctx.db, { used, next: refreshHash(next), sessionId, at });
  if (!isMine) throw await reused(ctx, found);
  return sessionBody(ctx, member, { sessionId, refreshToken: next });
}

async function reused(ctx: AccountContext, { sessionId }: RefreshToken) {
  await revokeSession(ctx.db, sessionId, { reason: "reuse", at: new Date(ctx.now()) });
  await endSessions(ctx, [sessionId]);
  ctx.log.warn({ event: "session.reused", requestId: ctx.requestId, sessionId });
  return new AppError("TOKEN_REUSED");
}
