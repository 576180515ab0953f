import { parseEntry, type JournalEntry } from "../../journal/entry.js";
import { ShardFenced } from "../duty/shard-fenced.js";

/**
 * Parses an entry of the journal.
 * @throws ShardFenced when it cannot be parsed: it cannot be copied either, so the shard must stop
 * selling
 */
export function parsed(entry: { readonly n: number; readonly payload: string }): JournalEntry {
  try {
    return parseEntry(entry.payload);
  } catch (error) {
    throw new ShardFenced(`entry ${entry.n} cannot be read: ${String(error)}`);
  }
}
