import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { seatArgs } from "../seat/indexes.js";
import { asSeatRefusal, type SeatRefusal } from "../seat/refusal.js";
import type { ShowBlockInput } from "./block.js";

/**
 * Puts blocked seats back on sale. Returns the number of the shard's journal afterwards.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED` `LAYOUT_CHANGED` `SEAT_UNKNOWN`
 */
export const showUnblock = defineScript<ShowtimeTarget, ShowBlockInput, number, SeatRefusal>({
  file: "show/unblock",
  keys: ["control", "journal", "sale", "seats"],
  args: ({ opId, layoutVersion, seats }, { showtime }) => [
    showtime,
    opId,
    layoutVersion,
    ...seatArgs(seats),
  ],
  reply: ([, n]) => Number(n),
  refusal: asSeatRefusal,
});
