import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import { seatArgs } from "../seat/indexes.js";
import { asSeatRefusal, type SeatRefusal } from "../seat/refusal.js";

export interface ShowBlockInput {
  readonly opId: string;
  readonly layoutVersion: number;
  /** Seats by index, each once, at most 500. */
  readonly seats: readonly number[];
}

/**
 * Blocks seats: they are no longer on sale. Returns the number of the shard's journal afterwards.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED` `LAYOUT_CHANGED` `SEAT_UNKNOWN` `SEAT_TAKEN`
 */
export const showBlock = defineScript<ShowtimeTarget, ShowBlockInput, number, SeatRefusal>({
  file: "show/block",
  keys: [
    "control",
    "journal",
    "sale",
    "seats",
    "owners",
    "holds",
    "deadlines",
    "members",
    "active",
    "sessions",
  ],
  args: ({ opId, layoutVersion, seats }, { showtime }) => [
    showtime,
    opId,
    layoutVersion,
    ...seatArgs(seats),
  ],
  reply: ([, n]) => Number(n),
  refusal: asSeatRefusal,
});
