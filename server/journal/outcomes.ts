// The answers that must be durable before a caller gets them. The answer is the committed row,
// never the reply of the script: two masters may have decided one operation differently.
import type { JournalEntry } from "./entry.js";
import type { Millis, ShardId } from "./brands.js";

/** Waits for operations to become durable. */
export interface Outcomes {
  /**
   * The committed entry of one operation of a shard; undefined when it is not durable in time: then
   * the caller gets 202 `pending`, and the operation is settled later.
   * @param op `<area>/<verb>:<id>`, as in lua/README.md
   * @param withinMs how long to wait; the implementation has a default
   */
  committed(shard: ShardId, op: string, withinMs?: Millis): Promise<JournalEntry | undefined>;
}

/**
 * What a command answers that waits until its effect is durable: `settled` is durable; `pending`
 * was not durable in time and is settled later (the same call made again answers how it ended).
 */
export interface DurableAnswer<Body> {
  readonly outcome: "settled" | "pending";
  /** True where an earlier call with the same key has already settled it. */
  readonly isRepeated?: boolean;
  readonly body: Body;
}

/** Hears directly from the workers of the same node what they have committed. */
export interface CommittedListener {
  /** The node serves the shard from now on, or no longer. */
  serve(shard: ShardId, isServed: boolean): void;
  /** Entries of the shard that are committed and that a caller may wait for, in order. */
  hear(shard: ShardId, entries: readonly JournalEntry[]): void;
}
