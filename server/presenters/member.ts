import type { MemberBody } from "../../client-sdk/protocol/bodies.js";
import type { Member } from "../db/repositories/members.js";

/** A member as the member itself and administrators see it; e-mail and name go at withdrawal. */
export const presentMember = (member: Omit<Member, "no" | "passwordHash">): MemberBody => ({
  id: member.id,
  email: member.email ?? "",
  name: member.name,
  role: member.role,
  createdAt: member.createdAt.toISOString(),
});
