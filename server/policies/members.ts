// Who may see or change a member: the member, and an administrator.
import type { Actor } from "../auth/actor.js";
import { AppError } from "../errors.js";
import type { MemberNo } from "../journal/brands.js";

/**
 * Lets a member act for itself, and administrators for every member.
 * @throws AppError `FORBIDDEN`
 */
export function assertMayActFor(actor: Actor, memberNo: MemberNo): void {
  if (actor.memberNo !== memberNo && actor.role !== "admin") throw new AppError("FORBIDDEN");
}

/**
 * Lets administrators pass.
 * @throws AppError `FORBIDDEN`
 */
export function assertAdmin(actor: Actor): void {
  if (actor.role !== "admin") throw new AppError("FORBIDDEN");
}
