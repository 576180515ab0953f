import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export interface Snapshot {
  /** Another epoch: the history forked, what was known before is void. */
  readonly epoch: number;
  /** Number of the shard's journal the states are of. */
  readonly n: number;
  readonly layoutVersion: number;
  /** One byte per seat in layout order. */
  readonly states: Buffer;
}

/**
 * Every seat's state at one number of the journal.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const showSnapshot = defineScript<ShowtimeTarget, undefined, Snapshot>({
  file: "show/snapshot",
  keys: ["control", "sale", "seats"],
  args: () => [],
  reply: ([, epoch, n, layout, states]) => ({
    epoch: Number(epoch),
    n: Number(n),
    layoutVersion: Number(layout),
    states: Buffer.from(states ?? "", "latin1"),
  }),
  binary: true,
});
