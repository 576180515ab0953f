import { AppError } from "../../errors.js";
import { showtimeKey, type ShowtimeTarget } from "../keys.js";
import type { RecordRead } from "../record-read.js";
import type { ScriptRunner } from "../script-runner.js";

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
 * Not a script: on its way through Lua the map of 50,000 seats costs Redis more than five times as
 * much (lua/README.md, "What it costs").
 */
export const SNAPSHOT: RecordRead<ShowtimeTarget, Snapshot> = {
  file: "show/snapshot",
  strings: (target) => [showtimeKey(target, "seats")],
  field: (target) => [showtimeKey(target, "sale"), "layout"],
  reply: ({ record, strings: [states], field: layout }) => {
    // A shard under recovery may lack what MySQL knows.
    if (record.rebuilding !== 0) throw new AppError("SALE_PAUSED");
    if (layout === null) throw new AppError("SHOWTIME_NOT_FOUND");
    const { epoch, n } = record;
    return { epoch, n, layoutVersion: Number(layout), states: states ?? Buffer.alloc(0) };
  },
};

/**
 * Reads the state of every seat, all at the same number of the shard's journal.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const showSnapshot = (runner: ScriptRunner, target: ShowtimeTarget): Promise<Snapshot> =>
  runner.read(SNAPSHOT, target);
