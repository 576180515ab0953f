import type { AccountServices, Services } from "../../context.js";

/** Makes the access tokens of sessions invalid and closes their sockets, on every node. */
export async function endSessions(
  ctx: Services & AccountServices,
  sessionIds: readonly string[],
): Promise<void> {
  await ctx.revokedSessions.revoke(sessionIds);
  for (const sessionId of sessionIds) ctx.closeSession(sessionId);
}
