import type { AccountServices, Services } from "../../context.js";
import { markSessionsRevoked } from "../../redis/door/revoked-sessions.js";
import type { MemberNo } from "../../journal/brands.js";

/** Sessions of one member that are over. */
export interface EndedSessions {
  readonly memberNo: MemberNo;
  readonly sessionIds: readonly string[];
}

/** Makes the access tokens of sessions invalid and closes their sockets, on every node. */
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
