import type { MemberNo } from "../journal/brands.js";

export type Role = "member" | "organiser" | "admin";

/** Who asks: the access token carries all of it, so joining goes on without MySQL. */
export interface Actor {
  readonly memberId: string;
  /** Dense number inside Redis and MySQL; never shown outside. */
  readonly memberNo: MemberNo;
  readonly role: Role;
  readonly sessionId: string;
}
