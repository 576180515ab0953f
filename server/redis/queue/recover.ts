import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export interface RecoveredQueue {
  readonly next: number;
  readonly head: number;
  /** This server had not served the waiting room before. */
  readonly isRecovered: boolean;
}

/**
 * Makes a waiting room safe to go on with on a Redis that has not served it before, else does
 * nothing; the worker asks at the start of each duty.
 * @throws AppError `SALE_PAUSED` while the shard is rebuilt
 */
export const queueRecover = defineScript<ShowtimeTarget, Record<never, never>, RecoveredQueue>({
  file: "queue/recover",
  keys: ["control", "journal", "queue", "left", "departures"],
  args: (_input, { showtime }) => [showtime],
  reply: ([, next, head, recovered]) => ({
    next: Number(next),
    head: Number(head),
    isRecovered: recovered === "1",
  }),
});
