import { expect, test } from "@jest/globals";
import { CountedId, PerformanceFields, SaleChange } from "../catalogue/catalogue-inputs.js";
import { ImportMembersInput } from "./import-members.js";
import { OpId } from "../input/inputs.js";
import { SignUpInput } from "./sign-up.js";
import { MemberChanges } from "./update-member.js";

const GOOD = { email: "kim@example.com", password: "long enough", name: "Kim" };
const pointers = (given: unknown): readonly string[] =>
  (SignUpInput.safeParse(given).error?.issues ?? []).map(({ path }) => path.join("/"));

test("A1 an e-mail is trimmed and lower-cased, a name trimmed; the default role is member", () => {
  expect(SignUpInput.parse({ ...GOOD, email: " Kim@Example.COM ", name: " Kim 한 " })).toEqual({
    ...GOOD,
    email: "kim@example.com",
    name: "Kim 한",
    role: "member",
  });
});

test.each([
  ["email", "missing", { email: undefined }],
  ["email", "no address", { email: "kim" }],
  ["email", "too long", { email: `${"k".repeat(250)}@example.com` }],
  ["email", "a list", { email: ["kim@example.com"] }],
  ["password", "too short", { password: "1234567" }],
  ["password", "one character", { password: "aaaaaaaaaaaa" }],
  ["password", "100 KB", { password: "x1".repeat(50_000) }],
  ["name", "blank", { name: "   " }],
  ["name", "with a zero byte", { name: "a\u0000b" }],
  ["name", "with half a character", { name: "\ud800" }],
  ["name", "too long", { name: "x".repeat(101) }],
  ["role", "an administrator's", { role: "admin" }],
])("A2 A4 refuses the field %s when it is %s", (field, _what, wrong) => {
  expect(pointers({ ...GOOD, ...wrong })).toEqual([field]);
});

test("A1 passwords of 8 to 256 characters are taken unchanged", () => {
  for (const password of ["8 chars!", "비밀번호가길다요오", "x1".repeat(128)]) {
    expect(SignUpInput.parse({ ...GOOD, password }).password).toBe(password);
  }
});

test("A8 refuses a change of nothing, and of fields that a member may not change", () => {
  expect(MemberChanges.safeParse({}).success).toBe(false);
  expect(MemberChanges.safeParse({ currentPassword: "x" }).success).toBe(false);
  for (const field of ["id", "role", "memberNo", "passwordHash", "createdAt"]) {
    expect(MemberChanges.safeParse({ name: "Kim", [field]: "x" }).success).toBe(false);
  }
});

test("A5 an import takes whole balances from 0 to 10^12, and up to a thousand members", () => {
  const row = { email: "a@b.co", name: "A" };
  const takes = (balance: unknown) =>
    ImportMembersInput.safeParse({ members: [{ ...row, balance }] }).success;
  expect([0, 1, 1e12].map(takes)).toEqual([true, true, true]);
  expect([-1, 1.5, 1e12 + 1, "5", null].map(takes)).toEqual(Array<boolean>(5).fill(false));
  const members = Array.from({ length: 1001 }, () => row);
  expect(ImportMembersInput.safeParse({ members }).success).toBe(false);
  expect(ImportMembersInput.safeParse({ members: members.slice(1) }).success).toBe(true);
});

test("B2 a text that cannot be an id becomes 0, which no row has", () => {
  expect([7, "7", "0007"].map((id) => CountedId.parse(id))).toEqual([7, 7, 7]);
  for (const id of ["", "x", "-1", "1.5", "1e3", " 7", "99999999999", 4_294_967_296]) {
    expect(CountedId.parse(id)).toBe(0);
  }
});

test("B1 names of performances are bounded and not empty", () => {
  const takes = (name: unknown) => PerformanceFields.safeParse({ name }).success;
  expect(["A", "x".repeat(200), "공연 🎉"].map(takes)).toEqual([true, true, true]);
  expect(["", "  ", "x".repeat(201), "x".repeat(100_000), 5, null].map(takes)).toEqual(
    Array<boolean>(6).fill(false),
  );
});

test.each([
  ["maxActive", 1, 100_000],
  ["perMinute", 1, 1_000_000],
  ["holdMs", 5000, 3_600_000],
  ["sessionMs", 10_000, 7_200_000],
  ["maxPerUser", 1, 100],
])("B5 the policy's %s goes from %d to %d", (name, least, most) => {
  const takes = (value: unknown) => SaleChange.safeParse({ [name]: value }).success;
  expect([least, most].map(takes)).toEqual([true, true]);
  const wrong = [least - 1, most + 1, least + 0.5, String(least), null];
  expect(wrong.map(takes)).toEqual(Array<boolean>(5).fill(false));
});

test("E6 refuses a space in an operation id: it would end a field of the journal entry", () => {
  const takes = (id: unknown) => OpId.safeParse(id).success;
  expect(["a", "1:2/3-x_y", "x".repeat(128)].map(takes)).toEqual([true, true, true]);
  expect(["", "a b", "a\nb", "한", "x".repeat(129), 5].map(takes)).toEqual(
    Array<boolean>(6).fill(false),
  );
});
