import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export const ADMIT_LIMIT_MAX = 500;

export interface Admission {
  readonly calledNow: number;
  readonly head: number;
  readonly waiting: number;
  /** Slots that are still free after this call. */
  readonly free: number;
  /** Only the limit ended this call, so more places can be called at once. */
  readonly more: boolean;
}

/**
 * Calls the next places: as many as there are free slots, the rate allows, and `limit` allows.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const queueAdmit = defineScript<ShowtimeTarget, { readonly limit: number }, Admission>({
  file: "queue/admit",
  keys: ["control", "sale", "queue", "called", "active", "sessions", "returning", "left"],
  args: ({ limit }) => [Math.min(limit, ADMIT_LIMIT_MAX)],
  reply: ([, calledNow, head, waiting, free, more]) => ({
    calledNow: Number(calledNow),
    head: Number(head),
    waiting: Number(waiting),
    free: Number(free),
    more: more === "1",
  }),
});
