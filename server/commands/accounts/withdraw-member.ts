import { z } from "zod";
import type { SignedInAccount } from "../../context.js";
import { anonymiseMember } from "../../db/repositories/members.js";
import { revokeSessions } from "../../db/repositories/sessions.js";
import { MemberId } from "../input/inputs.js";
import { endSessions } from "./end-sessions.js";
import { memberOf } from "./named-member.js";

/** The member who leaves: a UUID, or `me`. */
export const WithdrawMemberInput = z.strictObject({ memberId: MemberId });
export type WithdrawMemberInput = z.output<typeof WithdrawMemberInput>;

/**
 * Withdraws a member: paid history stays without name and e-mail, every session ends.
 * @throws AppError `MEMBER_NOT_FOUND` `FORBIDDEN`
 */
export async function withdrawMember(
  ctx: SignedInAccount,
  { memberId }: WithdrawMemberInput,
): Promise<void> {
  const member = await memberOf(ctx, memberId);
  const memberNo = member.no;
  const at = new Date(ctx.now());
  await anonymiseMember(ctx.db, { memberNo, at });
  const ended = await revokeSessions(ctx.db, { memberNo }, { reason: "withdrawal", at });
  const own = ctx.actor.memberNo === memberNo ? [ctx.actor.sessionId] : [];
  await endSessions(ctx, [...new Set([...ended, ...own])]);
}
