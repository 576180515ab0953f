import type { MemberNo } from "../journal/brands.js";

/** What a member may do; each role has rights of its own (`server/policies`). */
export type Role = "member" | "organiser" | "admin";

/** The caller. The access token carries all of it, so joining a queue needs no MySQL. */
export interface Actor {
  readonly memberId: string;
  /** Clients never see it; they see `memberId`. */
  readonly memberNo: MemberNo;
  readonly role: Role;
  readonly sessionId: string;
}
