// A session that was logged out is remembered until its last access token has expired. So an access
// token can be checked without MySQL.
import type { RedisClient } from "../client.js";
import { revokedKey } from "../keys.js";
import { orBusy } from "../or-busy.js";
import type { MemberNo } from "../../journal/brands.js";

interface Session {
  readonly memberNo: MemberNo;
  readonly sessionId: string;
}

const keyFor = (shards: number, { memberNo, sessionId }: Session): string =>
  revokedKey(memberNo % shards, sessionId);

/**
 * Whether a session was logged out while its access tokens were still valid.
 * @throws AppError `SERVER_BUSY` when Redis does not answer
 */
export async function isSessionRevoked(
  client: RedisClient,
  shards: number,
  session: Session,
): Promise<boolean> {
  return (await orBusy(client.exists(keyFor(shards, session)))) === 1;
}

export interface SessionRevocation {
  readonly memberNo: MemberNo;
  readonly sessionIds: readonly string[];
  readonly shards: number;
  /** The life of an access token: after it no token of the session is valid. */
  readonly forSeconds: number;
}

/**
 * Marks sessions of one member as logged out.
 * @throws AppError `SERVER_BUSY` when Redis does not answer
 */
export async function markSessionsRevoked(
  client: RedisClient,
  { memberNo, sessionIds, shards, forSeconds }: SessionRevocation,
): Promise<void> {
  const marks = sessionIds.map((sessionId) =>
    client.set(keyFor(shards, { memberNo, sessionId }), "1", "EX", forSeconds),
  );
  await orBusy(Promise.all(marks));
}
