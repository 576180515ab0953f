import type { SignedIn } from "../../context.js";
import { memberById, memberByNo, type Member } from "../../db/repositories/members.js";
import { AppError } from "../../errors.js";
import { assertMayActFor } from "../../policies/members.js";

/**
 * The number of the member that a path names; for the caller nothing is read from MySQL.
 * @param memberId a UUID, or `me` for the caller
 * @throws AppError `MEMBER_NOT_FOUND`; `FORBIDDEN` for another member, unless by an administrator
 */
export async function memberNoOf(ctx: SignedIn, memberId: string): Promise<number> {
  if (memberId === "me" || memberId === ctx.actor.memberId) return ctx.actor.memberNo;
  return (await memberOf(ctx, memberId)).no;
}

/**
 * The member that a path names.
 * @param memberId a UUID, or `me` for the caller
 * @throws AppError `MEMBER_NOT_FOUND`; `FORBIDDEN` for another member, unless by an administrator
 */
export async function memberOf(ctx: SignedIn, memberId: string): Promise<Member> {
  const isMe = memberId === "me" || memberId === ctx.actor.memberId;
  const member = isMe
    ? await memberByNo(ctx.db, ctx.actor.memberNo)
    : await memberById(ctx.db, memberId);
  if (member === undefined) throw new AppError("MEMBER_NOT_FOUND");
  assertMayActFor(ctx.actor, member.no);
  return member;
}
