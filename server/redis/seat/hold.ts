import { decodeHold, type Hold } from "./hold-reply.js";
import { HOLDING_KEYS, type ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { seatArgs } from "./indexes.js";
import { asSeatRefusal, type SeatRefusal } from "./refusal.js";
import type { HoldId, MemberNo } from "../../journal/brands.js";

export interface SeatHoldInput {
  readonly memberNo: MemberNo;
  readonly place: number;
  readonly holdId: HoldId;
  readonly layoutVersion: number;
  readonly wanted: SeatsOrUnits;
}

/** Seats by index in layout order, each once, or a number of units of an area. */
export type SeatsOrUnits =
  { readonly seats: readonly number[] } | { readonly area: number; readonly quantity: number };

/**
 * Holds seats, or units of an area, for an admitted member until a deadline.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` `SALE_CLOSED` `SALE_PAUSED`
 * `QUEUE_NOT_READY` `LAYOUT_CHANGED` `SEAT_UNKNOWN` `AREA_UNKNOWN` `SEAT_TAKEN` `OUT_OF_STOCK`
 * `LIMIT_REACHED`
 */
export const seatHold = defineScript<ShowtimeTarget, SeatHoldInput, Hold, SeatRefusal>({
  file: "seat/hold",
  keys: HOLDING_KEYS,
  args: ({ memberNo, place, holdId, layoutVersion, wanted }, { showtime }) => [
    showtime,
    memberNo,
    place,
    holdId,
    layoutVersion,
    ...("seats" in wanted
      ? ["-", wanted.seats.length, ...seatArgs(wanted.seats)]
      : [wanted.area, wanted.quantity]),
  ],
  reply: decodeHold,
  refusal: asSeatRefusal,
});
