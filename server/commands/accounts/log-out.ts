import type { SignedInAccount } from "../../context.js";
import { revokeSession } from "../../db/repositories/sessions.js";
import { endSessions } from "./end-sessions.js";

/** Ends the caller's login: its tokens are invalid from now on, its sockets close. */
export async function logOut(ctx: SignedInAccount): Promise<void> {
  const { sessionId } = ctx.actor;
  // MySQL first: once its access token is refused the caller could not ask again.
  await revokeSession(ctx.db, sessionId, { reason: "logout", at: new Date(ctx.now()) });
  await endSessions(ctx, [sessionId]);
}
