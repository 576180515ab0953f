import { decodeHold, type Hold } from "./hold-reply.js";
import { RELEASING_KEYS, type ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { HoldId, MemberNo } from "../../journal/brands.js";

export interface SeatReleaseInput {
  readonly memberNo: MemberNo;
  readonly holdId: HoldId;
  readonly opId: string;
}

/**
 * Releases a hold before its deadline: its seats or units are available again.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `ALREADY_CANCELLED`
 * `PAID_NEEDS_CANCELLATION` `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const seatRelease = defineScript<ShowtimeTarget, SeatReleaseInput, Hold>({
  file: "seat/release",
  keys: [...RELEASING_KEYS, "active", "sessions"],
  args: ({ memberNo, holdId, opId }, { showtime }) => [showtime, memberNo, holdId, opId],
  reply: decodeHold,
});
