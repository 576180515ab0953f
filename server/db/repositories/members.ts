// Members. Inside the server a member has a dense number, outside a UUID. The e-mail is unique
// until the member withdraws.
import type { MemberRole } from "../../../client-sdk/protocol/bodies.js";
import { AppError } from "../../errors.js";
import type { Database, Tx } from "../database.js";
import { isDuplicate } from "../sql-errors.js";
import type { MemberNo } from "../../journal/brands.js";

export interface Member {
  readonly no: MemberNo;
  readonly id: string;
  /** Undefined once the member has withdrawn. */
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

/** Adds a member. Undefined when the e-mail is taken, also by a simultaneous sign-up. */
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

/**
 * Adds several members in one statement.
 * @throws Error of MySQL for a duplicate when one of the e-mails is taken
 */
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

/** A member by UUID. Text of another form is no member's id, and MySQL may refuse to compare it. */
export const memberById = async (db: Database, id: string): Promise<Member | undefined> =>
  UUID.test(id) ? one(db, "id", id) : undefined;
/** A member by number; undefined when there is none. */
export const memberByNo = (db: Database, memberNo: MemberNo) => one(db, "no", memberNo);
/** A member by e-mail; undefined when there is none. */
export const memberByEmail = (db: Database, email: string) => one(db, "email", email);

/** The members with one of the e-mails, by e-mail. */
export async function membersByEmail(
  db: Database,
  emails: readonly string[],
): Promise<ReadonlyMap<string, Member>> {
  if (emails.length === 0) return new Map();
  const rows = await db.select<Row>(`SELECT ${COLUMNS} FROM members WHERE email IN (?)`, [emails]);
  return new Map(rows.map((row) => [row.email ?? "", asMember(row)]));
}

/** Whether there is an administrator. */
export async function hasAdmin(db: Database): Promise<boolean> {
  const row = await db.first("SELECT no FROM members WHERE role = 'admin' LIMIT 1");
  return row !== undefined;
}

export interface MemberChange {
  readonly email?: string | undefined;
  readonly name?: string | undefined;
  readonly passwordHash?: string | undefined;
}

/**
 * Changes the given fields of a member who has not withdrawn.
 * @throws AppError `EMAIL_TAKEN`
 */
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

/**
 * Removes the personal data of a member who withdraws. The row and its number stay, because paid
 * reservations refer to them.
 */
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
