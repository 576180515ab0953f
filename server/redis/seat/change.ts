import { decodeHold, type Hold } from "./hold-reply.js";
import { HOLDING_KEYS, type ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { seatArgs } from "./indexes.js";
import { asSeatRefusal, type SeatRefusal } from "./refusal.js";
import type { HoldId, MemberNo } from "../../journal/brands.js";

export interface SeatChangeInput {
  readonly memberNo: MemberNo;
  readonly holdId: HoldId;
  readonly opId: string;
  readonly layoutVersion: number;
  /** All seats of the hold after the change, by index, each once. */
  readonly seats: readonly number[];
}

/**
 * Replaces the seats of a hold in one atomic step. Its deadline stays.
 * @throws AppError `RESERVATION_NOT_FOUND` `FORBIDDEN` `ALREADY_PAID` `ALREADY_CANCELLED`
 * `RESERVATION_EXPIRED` `INVALID_STATE` (a hold of an area) `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN`
 * `SALE_CLOSED` `SALE_PAUSED` `QUEUE_NOT_READY` `LAYOUT_CHANGED` `SEAT_UNKNOWN` `SEAT_TAKEN`
 * `LIMIT_REACHED`
 */
export const seatChange = defineScript<ShowtimeTarget, SeatChangeInput, Hold, SeatRefusal>({
  file: "seat/change",
  keys: HOLDING_KEYS,
  args: ({ memberNo, holdId, opId, layoutVersion, seats }, { showtime }) => [
    showtime,
    memberNo,
    holdId,
    opId,
    layoutVersion,
    ...seatArgs(seats),
  ],
  reply: decodeHold,
  refusal: asSeatRefusal,
});
