import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export interface RecoveredQueue {
  readonly next: number;
  readonly head: number;
  /** True when this Redis server had not served the waiting room before. */
  readonly isRecovered: boolean;
}

/**
 * Prepares a waiting room on a Redis server that has not served it before; otherwise it does
 * nothing. The worker calls it at the start of each duty.
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
