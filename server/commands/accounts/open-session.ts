// One login. Its refresh token is 256 random bits, of which only the hash is kept.
import { createHash, randomBytes } from "node:crypto";
import { v7 as newId } from "uuid";
import type { SessionBody } from "../../../client-sdk/protocol/bodies.js";
import type { Context } from "../../context.js";
import type { Member } from "../../db/repositories/members.js";
import { addSession } from "../../db/repositories/sessions.js";
import { presentMember } from "../../presenters/member.js";

const TOKEN_BYTES = 32;

export const newRefreshToken = (): string => randomBytes(TOKEN_BYTES).toString("base64url");

export const refreshHash = (token: string): Buffer =>
  createHash("sha256").update("refresh:").update(token).digest();

export interface OpenSession {
  readonly sessionId: string;
  readonly refreshToken: string;
}

/** Starts a login of a member. */
export async function openSession(ctx: Context, member: Member): Promise<SessionBody> {
  const createdAt = new Date(ctx.now());
  const sessionId = newId();
  const refreshToken = newRefreshToken();
  const expiresAt = new Date(createdAt.getTime() + ctx.config.refreshTokenMs);
  const session = { id: sessionId, memberNo: member.no, createdAt, expiresAt };
  await addSession(ctx.db, session, refreshHash(refreshToken));
  return sessionBody(ctx, member, { sessionId, refreshToken });
}

/** The tokens of a session, as sign-up, log-in and refresh answer them. */
export async function sessionBody(
  ctx: Context,
  member: Member,
  { sessionId, refreshToken }: OpenSession,
): Promise<SessionBody> {
  const { token, expiresInSeconds } = await ctx.accessTokens.sign({
    memberId: member.id,
    memberNo: member.no,
    role: member.role,
    sessionId,
  });
  return { member: presentMember(member), accessToken: token, refreshToken, expiresInSeconds };
}
