// Answers of class A wait here. The outcome told is the one in the committed row, never the
// script's reply: under one operation id two masters may have decided differently.
import type { JournalEntry } from "./entry.js";
import type { Millis, ShardId } from "./brands.js";

export interface Outcomes {
  /**
   * The committed entry of one operation of a shard, or undefined when it is not durable in time
   * (answered 202 `pending`, settled later).
   * @param op `<area>/<verb>:<id>`, as in lua/README.md
   */
  committed(shard: ShardId, op: string, withinMs?: Millis): Promise<JournalEntry | undefined>;
}

/**
 * What a command of class A answers: `settled` is durable; `pending` was not durable in time and is
 * settled later (the same operation asked again tells how it ended).
 */
export interface ClassAAnswer<Body> {
  readonly outcome: "settled" | "pending";
  readonly body: Body;
}
