// What a shard's worker offers to the loops that work beside it while it is on duty.
import type { JournalEntry } from "../../journal/entry.js";
import type { ShardId } from "../../journal/brands.js";

/** One entry of the journal as its readers get it; n is contiguous but after a loss. */
export interface JournalledEntry {
  readonly generation: number;
  readonly n: number;
  readonly payload: string;
  readonly entry: JournalEntry;
}

/** A shard in the hands of this node, from a recovery to the loss of its Redis or of the duty. */
export interface ShardDuty {
  readonly shard: ShardId;
  readonly generation: number;
  readonly epoch: number;
  /** Aborted when the duty is over: nothing may be done in its name afterwards. */
  readonly signal: AbortSignal;
  /** The last entry that is in MySQL. */
  durableN(): number;
  /** May the shard sell, as far as this node knows? */
  isLeased(): boolean;
}

/** A loop of its own pace: it holds up no other, and nothing is trimmed that it has not had. */
export interface DutyLoop {
  /**
   * Every entry from the last durable one on, in order, the next ones only when this is done;
   * after a new duty some come again. What it throws is logged, and it is not asked again.
   */
  onEntries(entries: readonly JournalledEntry[]): void | Promise<void>;
  /** The duty is over: no timer may stay. */
  stop(): void | Promise<void>;
}

export type StartDutyLoop = (duty: ShardDuty) => DutyLoop;
