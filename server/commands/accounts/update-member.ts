import { z } from "zod";
import type { SignedInAccount } from "../../context.js";
import { changeMember, type Member } from "../../db/repositories/members.js";
import { revokeSessions } from "../../db/repositories/sessions.js";
import { AppError } from "../../errors.js";
import { Email, GivenPassword, NewPassword, PersonName } from "./account-inputs.js";
import { endSessions } from "./end-sessions.js";
import { MemberId } from "../input/inputs.js";
import { memberOf } from "./named-member.js";
import { readMember, type MemberWithBalance } from "./read-member.js";
import type { MemberNo } from "../../journal/brands.js";

/** The body of `PUT /members/{id}`; what is not given stays. */
export const MemberChanges = z
  .strictObject({
    name: PersonName.optional(),
    email: Email.optional(),
    password: NewPassword.optional(),
    currentPassword: GivenPassword.optional().describe(
      "Needed with `password`, unless an administrator sets that of another member.",
    ),
  })
  .refine(
    ({ name, email, password }) => [name, email, password].some((field) => field !== undefined),
    "names nothing to change",
  );

/** The member to change (a UUID, or `me`), and the changes. */
export const UpdateMemberInput = z.strictObject({ memberId: MemberId, changes: MemberChanges });
export type UpdateMemberInput = z.output<typeof UpdateMemberInput>;

/**
 * Changes name, e-mail or password; a new password ends every other session of the member.
 * @throws AppError `MEMBER_NOT_FOUND` `FORBIDDEN` `EMAIL_TAKEN` `BAD_CREDENTIALS` `VALIDATION`
 */
export async function updateMember(
  ctx: SignedInAccount,
  { memberId, changes }: UpdateMemberInput,
): Promise<MemberWithBalance> {
  const member = await memberOf(ctx, memberId);
  if (member.withdrawnAt !== undefined) throw new AppError("MEMBER_NOT_FOUND");
  const { name, email, password } = changes;
  if (password !== undefined) await assertKnowsPassword(ctx, member, changes.currentPassword);
  const passwordHash = password === undefined ? undefined : await ctx.passwords.hash(password);
  await changeMember(ctx.db, member.no, { name, email, passwordHash });
  if (password !== undefined) await endOtherSessions(ctx, member.no);
  return readMember(ctx, { memberId: member.id });
}

async function assertKnowsPassword(
  ctx: SignedInAccount,
  member: Member,
  current: string | undefined,
): Promise<void> {
  if (ctx.actor.role === "admin" && ctx.actor.memberNo !== member.no) return;
  if (current === undefined) {
    const problem = { pointer: "/currentPassword", message: "is needed to set another password" };
    throw new AppError("VALIDATION", { errors: [problem] });
  }
  if (!(await ctx.passwords.matches(current, member.passwordHash))) {
    throw new AppError("BAD_CREDENTIALS");
  }
}

async function endOtherSessions(ctx: SignedInAccount, memberNo: MemberNo): Promise<void> {
  const revocation = { reason: "password", at: new Date(ctx.now()) } as const;
  const except = ctx.actor.memberNo === memberNo ? ctx.actor.sessionId : undefined;
  const sessionIds = await revokeSessions(ctx.db, { memberNo, except }, revocation);
  await endSessions(ctx, sessionIds);
}
