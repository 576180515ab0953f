import type { SaleState } from "../../../client-sdk/protocol/bodies.js";
import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export interface QueueTick {
  /** The number of the tick; 0 when no member has ever joined. */
  readonly n: number;
  readonly head: number;
  readonly called: number;
  readonly leftSeq: number;
  readonly pending: number;
  readonly waiting: number;
  /** Admissions per minute; 0 while no places are called. */
  readonly perMinute: number;
  /** The state by the clock: scheduled before the opening, closed after the end. */
  readonly state: SaleState;
  /** Seats and area units that are neither sold nor blocked. */
  readonly unsold: number;
  /** The places that left, announced by this tick; at most 200. */
  readonly left: readonly number[];
}

/**
 * Makes the next tick of a waiting room, with the departures that it announces.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const queueTick = defineScript<ShowtimeTarget, Record<never, never>, QueueTick>({
  file: "queue/tick",
  keys: ["control", "journal", "sale", "queue", "departures"],
  args: (_input, { showtime }) => [showtime],
  reply: ([, ...reply]) => {
    const [n, head, called, leftSeq, pending, waiting, perMinute] = reply.map(Number);
    return {
      n: n ?? 0,
      head: head ?? 0,
      called: called ?? 0,
      leftSeq: leftSeq ?? 0,
      pending: pending ?? 0,
      waiting: waiting ?? 0,
      perMinute: perMinute ?? 0,
      state: reply[7] as SaleState,
      unsold: Number(reply[8]),
      left: reply.slice(9).map(Number),
    };
  },
});
