import type { SignedInAccount } from "../../context.js";
import { revokeSession } from "../../db/repositories/sessions.js";
import { endSessions } from "./end-sessions.js";

/** Ends the caller's login: its tokens are invalid from now on, its sockets close. */
export async function logOut(ctx: SignedInAccount): Promise<void> {
  const { sessionId } = ctx.actor;
  await endSessions(ctx, [sessionId]);
  await revokeSession(ctx.db, sessionId, { reason: "logout", at: new Date(ctx.now()) });
}
