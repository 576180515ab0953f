// Logins and their refresh tokens. A token may be used once. A second use is a theft or a mistake;
// in both cases the whole login ends. Only hashes of tokens are stored.
import type { Database, Tx } from "../database.js";
import type { MemberNo } from "../../journal/brands.js";

export interface NewSession {
  readonly id: string;
  readonly memberNo: MemberNo;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

export interface RefreshToken {
  readonly sessionId: string;
  readonly memberNo: MemberNo;
  readonly expiresAt: Date;
  readonly isUsed: boolean;
  readonly isRevoked: boolean;
}

export type RevokedReason = "logout" | "reuse" | "password" | "withdrawal";

interface TokenRow {
  readonly session_id: string;
  readonly member_no: number;
  readonly expires_at: Date;
  readonly used_at: Date | null;
  readonly revoked_at: Date | null;
}

const EXPIRED_AT_ONCE = 20;

/**
 * Starts a login with its first refresh token, and deletes up to 20 expired logins of the member.
 */
export async function addSession(
  db: Database,
  session: NewSession,
  tokenHash: Buffer,
): Promise<void> {
  await db.transaction(async (tx) => {
    await db.write(
      `INSERT INTO sessions (id, member_no, created_at, expires_at)
       VALUES (:id, :memberNo, :createdAt, :expiresAt)`,
      { ...session },
      tx,
    );
    await addToken(db, { hash: tokenHash, sessionId: session.id, at: session.createdAt }, tx);
  });
  await db.write("DELETE FROM sessions WHERE member_no = ? AND expires_at < ? LIMIT ?", [
    session.memberNo,
    session.createdAt,
    EXPIRED_AT_ONCE,
  ]);
}

interface NewToken {
  readonly hash: Buffer;
  readonly sessionId: string;
  readonly at: Date;
}

async function addToken(db: Database, token: NewToken, tx: Tx): Promise<void> {
  await db.write(
    "INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES (:hash, :sessionId, :at)",
    { ...token },
    tx,
  );
}

/** A refresh token by its hash; undefined when it is unknown. */
export async function refreshToken(db: Database, hash: Buffer): Promise<RefreshToken | undefined> {
  const row = await db.first<TokenRow>(
    `SELECT t.session_id, s.member_no, s.expires_at, t.used_at, s.revoked_at
     FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id WHERE t.hash = ?`,
    [hash],
  );
  if (row === undefined) return undefined;
  return {
    sessionId: row.session_id,
    memberNo: row.member_no,
    expiresAt: row.expires_at,
    isUsed: row.used_at !== null,
    isRevoked: row.revoked_at !== null,
  };
}

export interface Rotation {
  readonly used: Buffer;
  readonly next: Buffer;
  readonly sessionId: string;
  readonly at: Date;
}

/**
 * Marks a refresh token as used and adds the next one. Of simultaneous callers with the same token
 * exactly one gets true; the others get false, as for a revoked login.
 */
export async function rotateToken(db: Database, rotation: Rotation): Promise<boolean> {
  return db.transaction(async (tx) => {
    const { affectedRows } = await db.write(
      `UPDATE refresh_tokens t JOIN sessions s ON s.id = t.session_id SET t.used_at = :at
       WHERE t.hash = :used AND t.used_at IS NULL AND s.revoked_at IS NULL`,
      { used: rotation.used, at: rotation.at },
      tx,
    );
    if (affectedRows === 0) return false;
    const { next: hash, sessionId, at } = rotation;
    await addToken(db, { hash, sessionId, at }, tx);
    return true;
  });
}

export interface Revocation {
  readonly reason: RevokedReason;
  readonly at: Date;
}

/** Ends one login. */
export async function revokeSession(
  db: Database,
  sessionId: string,
  { reason, at }: Revocation,
): Promise<void> {
  await db.write(
    `UPDATE sessions SET revoked_at = :at, revoked_reason = :reason
     WHERE id = :sessionId AND revoked_at IS NULL`,
    { sessionId, reason, at },
  );
}

/** The logins that were ended since an instant. */
export async function sessionsRevokedSince(db: Database, since: Date): Promise<string[]> {
  const rows = await db.select<{ readonly id: string }>(
    "SELECT id FROM sessions WHERE revoked_at >= ?",
    [since],
  );
  return rows.map(({ id }) => id);
}

/** Ends all logins of a member except one, and returns the ids of the ended logins. */
export async function revokeSessions(
  db: Database,
  { memberNo, except }: { readonly memberNo: MemberNo; readonly except?: string | undefined },
  { reason, at }: Revocation,
): Promise<readonly string[]> {
  const rows = await db.select<{ readonly id: string }>(
    `SELECT id FROM sessions WHERE member_no = :memberNo AND id <> :except
       AND revoked_at IS NULL AND expires_at > :at`,
    { memberNo, except: except ?? "", at },
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return ids;
  await db.write("UPDATE sessions SET revoked_at = ?, revoked_reason = ? WHERE id IN (?)", [
    at,
    reason,
    ids,
  ]);
  return ids;
}
