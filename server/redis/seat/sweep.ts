import type { ShowtimeTarget } from "../keys.js";
import { defineScript, type ScriptRunner } from "../script-runner.js";

export interface SeatSweepInput {
  /** At most 500. */
  readonly limit: number;
}

export interface Swept {
  /** Looked at; fewer than the limit: nothing is left. */
  readonly done: number;
  readonly expired: number;
}

const SWEEP_MAX = 500;

/**
 * Ends lapsed holds, at most `limit` of them.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const seatSweep = defineScript<ShowtimeTarget, SeatSweepInput, Swept>({
  file: "seat/sweep",
  keys: [
    "control",
    "journal",
    "sale",
    "seats",
    "owners",
    "holds",
    "deadlines",
    "members",
    "stock",
    "active",
    "sessions",
  ],
  args: ({ limit }, { showtime }) => [showtime, limit],
  reply: ([, done, expired]) => ({ done: Number(done), expired: Number(expired) }),
});

/**
 * Sweeps until nothing is left to end; answers how many holds ended.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export async function sweepAll(runner: ScriptRunner, target: ShowtimeTarget): Promise<number> {
  for (let ended = 0; ;) {
    const { done, expired } = await seatSweep(runner, target, { limit: SWEEP_MAX });
    ended += expired;
    if (done < SWEEP_MAX) return ended;
  }
}
