// Members: a dense number inside, a UUID outside, an e-mail that is unique while they stay.
import type { MemberRole } from "../../../client-sdk/protocol/bodies.js";
import { AppError } from "../../errors.js";
import type { Database, Tx } from "../database.js";
import { isDuplicate } from "../sql-errors.js";
import type { MemberNo } from "../../journal/brands.js";

export interface Member {
  readonly no: MemberNo;
  readonly id: string;
  /** Undefined once withdrawn. */
  readonly email: string | undefined;
  readonly name: string;
  readonly role: MemberRole;
  readonly passwordHash: string | undefined;
  readonly createdAt: Date;
  readonly withdrawnAt: Date | undefined;
}

export interface NewMember {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly passwordHash: string | undefined;
  readonly createdAt: Date;
}

interface Row {
  readonly no: MemberNo;
  readonly id: string;
  readonly email: string | null;
  readonly name: string;
  readonly role: MemberRole;
  readonly password_hash: string | null;
  readonly created_at: Date;
  readonly withdrawn_at: Date | null;
}

const COLUMNS = "no, id, email, name, role, password_hash, created_at, withdrawn_at";

const asMember = (row: Row): Member => ({
  no: row.no,
  id: row.id,
  email: row.email ?? undefined,
  name: row.name,
  role: row.role,
  passwordHash: row.password_hash ?? undefined,
  createdAt: row.created_at,
  withdrawnAt: row.withdrawn_at ?? undefined,
});

const asValues = (member: NewMember): readonly unknown[] => [
  member.id,
  member.email,
  member.name,
  member.role,
  member.passwordHash ?? null,
  member.createdAt,
];

const INSERT = "INSERT INTO members (id, email, name, role, password_hash, created_at) VALUES ?";

/** The member that was added; undefined where the e-mail is taken, also at this very moment. */
export async function addMember(
  db: Database,
  member: NewMember,
  tx?: Tx,
): Promise<Member | undefined> {
  try {
    const { insertId } = await db.write(INSERT, [[asValues(member)]], tx);
    return { ...member, no: insertId, withdrawnAt: undefined };
  } catch (error) {
    if (isDuplicate(error)) return undefined;
    throw error;
  }
}

/** Several at once; an e-mail that is taken makes the statement fail as a duplicate. */
export async function addMembers(
  db: Database,
  members: readonly NewMember[],
  tx?: Tx,
): Promise<void> {
  if (members.length > 0) await db.write(INSERT, [members.map(asValues)], tx);
}

const one = async (db: Database, where: string, value: unknown): Promise<Member | undefined> => {
  const row = await db.first<Row>(`SELECT ${COLUMNS} FROM members WHERE ${where} = ?`, [value]);
  return row === undefined ? undefined : asMember(row);
};

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** What cannot be an id of ours is nobody's; MySQL would not even compare it with one. */
export const memberById = async (db: Database, id: string): Promise<Member | undefined> =>
  UUID.test(id) ? one(db, "id", id) : undefined;
export const memberByNo = (db: Database, memberNo: MemberNo) => one(db, "no", memberNo);
export const memberByEmail = (db: Database, email: string) => one(db, "email", email);

export async function membersByEmail(
  db: Database,
  emails: readonly string[],
): Promise<ReadonlyMap<string, Member>> {
  if (emails.length === 0) return new Map();
  const rows = await db.select<Row>(`SELECT ${COLUMNS} FROM members WHERE email IN (?)`, [emails]);
  return new Map(rows.map((row) => [row.email ?? "", asMember(row)]));
}

export async function hasAdmin(db: Database): Promise<boolean> {
  const row = await db.first("SELECT no FROM members WHERE role = 'admin' LIMIT 1");
  return row !== undefined;
}

export interface MemberChange {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly passwordHash?: string | undefined;
}

/** @throws AppError `EMAIL_TAKEN` */
export async function changeMember(
  db: Database,
  memberNo: MemberNo,
  change: MemberChange,
): Promise<void> {
  try {
    await db.write(
      `UPDATE members SET email = COALESCE(:email, email), name = COALESCE(:name, name),
         password_hash = COALESCE(:passwordHash, password_hash)
       WHERE no = :memberNo AND withdrawn_at IS NULL`,
      {
        memberNo,
        email: change.email ?? null,
        name: change.name ?? null,
        passwordHash: change.passwordHash ?? null,
      },
    );
  } catch (error) {
    if (isDuplicate(error)) throw new AppError("EMAIL_TAKEN", { cause: error });
    throw error;
  }
}

/** What was paid keeps its member number; who that was is forgotten. */
export async function anonymiseMember(
  db: Database,
  { memberNo, at }: { readonly memberNo: MemberNo; readonly at: Date },
  tx?: Tx,
): Promise<void> {
  await db.write(
    `UPDATE members SET email = NULL, name = '', password_hash = NULL, withdrawn_at = :at
     WHERE no = :memberNo AND withdrawn_at IS NULL`,
    { memberNo, at },
    tx,
  );
}
