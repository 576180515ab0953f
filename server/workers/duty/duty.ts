// What a shard's worker offers to the loop that sends signals while the worker is on duty.
import type { JournalEntry } from "../../journal/entry.js";
import type { ShardId } from "../../journal/brands.js";

/** One entry of the journal as its readers get it; `n` has gaps only after a loss. */
export interface JournalledEntry {
  readonly generation: number;
  readonly n: number;
  readonly payload: string;
  readonly entry: JournalEntry;
}

/** The time in which this node serves a shard: from a recovery until Redis or the shard is lost. */
export interface ShardDuty {
  readonly shard: ShardId;
  readonly generation: number;
  readonly epoch: number;
  /** Aborted when the duty is over: afterwards nothing more may be done for the shard. */
  readonly signal: AbortSignal;
  /** Number of the last entry that is in MySQL. */
  durableN(): number;
  /** Whether the shard may sell, as far as this node knows. */
  isLeased(): boolean;
}

/**
 * A loop that works at its own pace: it delays no other, and no entry is trimmed before it got it.
 */
export interface DutyLoop {
  /**
   * Gets every entry after the last durable one, in order; the next ones come when this has ended.
   * A new duty may repeat some. An error is logged, and these entries do not come again.
   */
  onEntries(entries: readonly JournalledEntry[]): void | Promise<void>;
  /** Ends the loop when the duty is over; no timer may stay. */
  stop(): void | Promise<void>;
}

/** Starts the loop of a duty. */
export type StartDutyLoop = (duty: ShardDuty) => DutyLoop;
