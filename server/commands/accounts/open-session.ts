import { v7 as newId } from "uuid";
import type { SessionBody } from "../../../client-sdk/protocol/bodies.js";
import { newRefreshToken, refreshHash } from "../../auth/refresh-tokens.js";
import type { Context } from "../../context.js";
import type { Member } from "../../db/repositories/members.js";
import { addSession } from "../../db/repositories/sessions.js";
import { presentMember } from "../../presenters/member.js";

/** A session and the refresh token that now belongs to it. */
export interface OpenSession {
  readonly sessionId: string;
  readonly refreshToken: string;
}

/** Starts a session of a member and answers its tokens. */
export async function openSession(ctx: Context, member: Member): Promise<SessionBody> {
  const createdAt = new Date(ctx.now());
  const sessionId = newId();
  const refreshToken = newRefreshToken();
  const expiresAt = new Date(createdAt.getTime() + ctx.config.refreshTokenMs);
  const session = { id: sessionId, memberNo: member.no, createdAt, expiresAt };
  await addSession(ctx.db, session, refreshHash(refreshToken));
  return sessionBody(ctx, member, { sessionId, refreshToken });
}

/** A session as sign-up, login and refresh answer it, with a new access token. */
export function sessionBody(
  ctx: Context,
  member: Member,
  { sessionId, refreshToken }: OpenSession,
): SessionBody {
  const { token, expiresInSeconds } = ctx.accessTokens.sign({
    memberId: member.id,
    memberNo: member.no,
    role: member.role,
    sessionId,
  });
  return { member: presentMember(member), accessToken: token, refreshToken, expiresInSeconds };
}
