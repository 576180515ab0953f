import type { MemberBody } from "../../client-sdk/protocol/bodies.js";
import type { Member } from "../db/repositories/members.js";

/** A member as himself and administrators see him; a withdrawn one has no e-mail and no name. */
export const presentMember = (member: Omit<Member, "no" | "passwordHash">): MemberBody => ({
  id: member.id,
  email: member.email ?? "",
  name: member.name,
  role: member.role,
  createdAt: member.createdAt.toISOString(),
});
