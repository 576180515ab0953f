import type { JournalEntry } from "../../journal/entry.js";

/** An entry and its number: all that what follows from it depends on. */
export type NumberedEntry = Pick<JournalRow, "n" | "entry">;

/** One entry of a shard's journal, ready to be remembered. */
export interface JournalRow {
  readonly generation: number;
  readonly n: number;
  readonly payload: string;
  /** sha1hex(chain before ‖ payload), folded by the worker itself. */
  readonly chain: string;
  readonly entry: JournalEntry;
}
