import { RELEASING_KEYS, type ShowtimeTarget } from "../keys.js";
import { defineScript, type ScriptRunner } from "../script-runner.js";

export interface SeatSweepInput {
  /** At most 500. */
  readonly limit: number;
}

export interface Swept {
  /** How many records it looked at. Fewer than the limit means that none are left. */
  readonly done: number;
  /** How many holds it ended. */
  readonly expired: number;
}

const SWEEP_MAX = 500;

/**
 * Ends lapsed holds. It looks at no more than `limit` records.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const seatSweep = defineScript<ShowtimeTarget, SeatSweepInput, Swept>({
  file: "seat/sweep",
  keys: [...RELEASING_KEYS, "active", "sessions"],
  args: ({ limit }, { showtime }) => [showtime, limit],
  reply: ([, done, expired]) => ({ done: Number(done), expired: Number(expired) }),
});

/**
 * Sweeps until no lapsed hold is left, and returns how many holds it ended.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export async function sweepAll(runner: ScriptRunner, target: ShowtimeTarget): Promise<number> {
  for (let ended = 0; ;) {
    const { done, expired } = await seatSweep(runner, target, { limit: SWEEP_MAX });
    ended += expired;
    if (done < SWEEP_MAX) return ended;
  }
}
