import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { v7 as newId } from "uuid";
import { AppError } from "../../errors.js";
import { openTestDatabase, type TestDatabase } from "../../../testing/kit/test-database.js";
import {
  addMember,
  addMembers,
  type Member,
  changeMember,
  hasAdmin,
  memberByEmail,
  memberById,
  memberByNo,
  membersByEmail,
  anonymiseMember,
  type NewMember,
} from "./members.js";
import {
  addSession,
  refreshToken,
  revokeSession,
  revokeSessions,
  rotateToken,
} from "./sessions.js";

let store: TestDatabase;
const AT = new Date("2027-01-01T00:00:00.123Z");
const LATER = new Date("2027-02-01T00:00:00.000Z");

beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());

const someone = (email: string, fields: Partial<NewMember> = {}): NewMember => ({
  id: newId(),
  email,
  name: "Kim 한",
  role: "member",
  passwordHash: "$argon2id$x",
  createdAt: AT,
  ...fields,
});

async function codeOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
  return "OK";
}

async function added(given: NewMember): Promise<Member> {
  const member = await addMember(store.db, given);
  if (member === undefined) throw new Error("the e-mail is taken");
  return member;
}

test("A1 a member is stored as given, with a number and an id", async () => {
  const given = someone("kept@example.com");
  const member = await added(given);
  expect(member.no).toBeGreaterThan(0);
  expect(await memberByNo(store.db, member.no)).toEqual(member);
  expect(await memberById(store.db, given.id)).toEqual(member);
  expect(await memberByEmail(store.db, given.email)).toEqual(member);
  expect(await memberById(store.db, "' OR 1=1 --")).toBeUndefined();
});

test("A3 exactly one of forty simultaneous sign-ups with one e-mail succeeds", async () => {
  const members = await Promise.all(
    Array.from({ length: 40 }, () => addMember(store.db, someone("race@example.com"))),
  );
  expect(members.filter((member) => member !== undefined)).toHaveLength(1);
  expect(members).toHaveLength(40);
});

test("A3 refuses to change an e-mail to one that is taken", async () => {
  await addMember(store.db, someone("first@example.com"));
  const { no } = await added(someone("second@example.com"));
  expect(await codeOf(changeMember(store.db, no, { email: "first@example.com" }))).toBe(
    "EMAIL_TAKEN",
  );
  await changeMember(store.db, no, { name: "Lee" });
  expect(await memberByNo(store.db, no)).toMatchObject({
    name: "Lee",
    email: "second@example.com",
  });
});

test("A8 a withdrawn member keeps their number, and the e-mail is free again", async () => {
  const { no } = await added(someone("gone@example.com"));
  await anonymiseMember(store.db, { memberNo: no, at: LATER });
  expect(await memberByNo(store.db, no)).toMatchObject({
    no,
    email: undefined,
    name: "",
    passwordHash: undefined,
    withdrawnAt: LATER,
  });
  expect(await addMember(store.db, someone("gone@example.com"))).toBeDefined();
});

test("A11 finds members by several e-mails, and several are added at once", async () => {
  const emails = Array.from({ length: 50 }, (_, at) => `many${at}@example.com`);
  await addMembers(
    store.db,
    emails.map((email) => someone(email, { passwordHash: undefined })),
  );
  const found = await membersByEmail(store.db, [...emails, "missing@example.com"]);
  expect([...found.keys()].sort()).toEqual([...emails].sort());
  expect(await membersByEmail(store.db, [])).toEqual(new Map());
});

test("A5 finds out whether there is an administrator", async () => {
  expect(await hasAdmin(store.db)).toBe(false);
  await addMember(store.db, someone("root@example.com", { role: "admin" }));
  expect(await hasAdmin(store.db)).toBe(true);
});

const hashOf = (fill: number): Buffer => Buffer.alloc(32, fill);

async function login(email: string, fill: number) {
  const { no: memberNo } = await added(someone(email));
  const session = { id: newId(), memberNo, createdAt: AT, expiresAt: LATER };
  await addSession(store.db, session, hashOf(fill));
  return session;
}

test("A6 exactly one of forty refreshes with one token wins, and its token works", async () => {
  const { id: sessionId, memberNo } = await login("refresh@example.com", 1);
  const results = await Promise.all(
    Array.from({ length: 40 }, (_, at) =>
      rotateToken(store.db, { used: hashOf(1), next: hashOf(100 + at), sessionId, at: AT }),
    ),
  );
  expect(results.filter(Boolean)).toHaveLength(1);
  expect(await refreshToken(store.db, hashOf(1))).toMatchObject({ isUsed: true, memberNo });
  const next = await refreshToken(store.db, hashOf(100 + results.indexOf(true)));
  expect(next).toEqual({ sessionId, memberNo, expiresAt: LATER, isUsed: false, isRevoked: false });
  const losers = await Promise.all(
    results.flatMap((won, at) => (won ? [] : [refreshToken(store.db, hashOf(100 + at))])),
  );
  expect(losers.filter((token) => token !== undefined)).toEqual([]);
});

test("A7 a revoked login cannot refresh its tokens", async () => {
  const { id: sessionId } = await login("revoked@example.com", 2);
  await revokeSession(store.db, sessionId, { reason: "logout", at: AT });
  const rotation = { used: hashOf(2), next: hashOf(3), sessionId, at: AT };
  expect(await rotateToken(store.db, rotation)).toBe(false);
  expect(await refreshToken(store.db, hashOf(2))).toMatchObject({ isRevoked: true });
});

test("A8 ends every login of a member except the given one", async () => {
  const first = await login("logins@example.com", 4);
  const { memberNo } = first;
  const second = { ...first, id: newId() };
  await addSession(store.db, second, hashOf(5));
  const revocation = { reason: "password", at: AT } as const;
  const ended = await revokeSessions(store.db, { memberNo, except: first.id }, revocation);
  expect(ended).toEqual([second.id]);
  expect(await refreshToken(store.db, hashOf(4))).toMatchObject({ isRevoked: false });
  expect(await refreshToken(store.db, hashOf(5))).toMatchObject({ isRevoked: true });
});

test("A6 deletes expired logins when the member logs in again", async () => {
  const first = await login("old@example.com", 6);
  const after = new Date(LATER.getTime() + 1);
  const next = {
    ...first,
    id: newId(),
    createdAt: after,
    expiresAt: new Date(after.getTime() + 1),
  };
  await addSession(store.db, next, hashOf(7));
  expect(await refreshToken(store.db, hashOf(6))).toBeUndefined();
  expect(await refreshToken(store.db, hashOf(7))).toBeDefined();
});
