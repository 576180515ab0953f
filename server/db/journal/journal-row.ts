import type { JournalEntry } from "../../journal/entry.js";

/** An entry and its number. What MySQL gets of an entry depends on nothing else. */
export type NumberedEntry = Pick<JournalRow, "n" | "entry">;

/** One entry of a shard's journal, ready to be written to MySQL. */
export interface JournalRow {
  readonly generation: number;
  readonly n: number;
  readonly payload: string;
  /**
   * The hash chain after this entry, computed by the worker: SHA-1 of the chain before it and
   * payload.
   */
  readonly chain: string;
  readonly entry: JournalEntry;
}
