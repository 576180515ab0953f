// Who may see a reservation or a payment: its member, the organiser of the showtime, an admin.
import type { Actor } from "../auth/actor.js";
import { AppError } from "../errors.js";
import type { MemberNo } from "../journal/brands.js";

/** The member of a reservation or payment, and the organiser of its showtime. */
export interface Booking {
  readonly memberNo: MemberNo;
  readonly organiserNo: MemberNo;
}

/**
 * Lets its member, the organiser of its showtime and administrators read a booking.
 * @throws AppError `FORBIDDEN`
 */
export function assertMayReadBooking(actor: Actor, { memberNo, organiserNo }: Booking): void {
  const isOrganiser = actor.role === "organiser" && actor.memberNo === organiserNo;
  if (actor.role !== "admin" && !isOrganiser && actor.memberNo !== memberNo) {
    throw new AppError("FORBIDDEN");
  }
}
