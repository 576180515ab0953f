import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

export interface Snapshot {
  /** A new epoch means that the history forked: states of an older epoch are invalid. */
  readonly epoch: number;
  /** The number of the shard's journal at which the states were read. */
  readonly n: number;
  readonly layoutVersion: number;
  /** One byte per seat in layout order: 0 available, 1 held, 2 sold, 3 blocked. */
  readonly states: Buffer;
}

/**
 * Reads the state of every seat, all at the same number of the shard's journal.
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
