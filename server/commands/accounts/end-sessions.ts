import type { AccountServices, Services } from "../../context.js";
import { markSessionsRevoked } from "../../redis/door/revoked-sessions.js";
import type { MemberNo } from "../../journal/brands.js";

export interface EndedSessions {
  readonly memberNo: MemberNo;
  readonly sessionIds: readonly string[];
}

/** Makes the access tokens of sessions useless and closes their sockets. */
export async function endSessions(
  ctx: Services & AccountServices,
  { memberNo, sessionIds }: EndedSessions,
): Promise<void> {
  await markSessionsRevoked(ctx.redis.client, {
    memberNo,
    sessionIds,
    shards: ctx.config.shards,
    forSeconds: ctx.config.accessTokenSeconds,
  });
  for (const sessionId of sessionIds) ctx.closeSession(sessionId);
}
