// The newest journal entries of a shard, which MySQL does not have yet. Reads add them to the rows
// of MySQL, so that members see their own writes also while the worker lags or is down.
import type { RedisClient } from "../client.js";
import { parseEntry, type JournalEntry } from "../../journal/entry.js";
import { shardKey } from "../keys.js";
import type { ShardId } from "../../journal/brands.js";

export interface TailEntry {
  readonly n: number;
  readonly entry: JournalEntry;
}

const STEP = 200;
/** Bounds the work of one read. Of a longer tail only the newest entries are returned. */
const TAIL_MAX = 5000;

const numberOf = (id: string): number => Number(id.slice(id.indexOf("-") + 1));

/**
 * Reads the entries after number `after`, oldest first; at most the newest 5,000.
 * @param after the number of the last entry that MySQL has
 */
export async function journalTail(
  client: RedisClient,
  shard: ShardId,
  after: number,
): Promise<TailEntry[]> {
  const key = shardKey(shard, "journal");
  const newestFirst: TailEntry[] = [];
  for (let end = "+"; newestFirst.length < TAIL_MAX;) {
    const rows = await client.xrevrange(key, end, "-", "COUNT", STEP);
    for (const [id, fields] of rows) {
      const n = numberOf(id);
      if (n <= after) return newestFirst.reverse();
      newestFirst.push({ n, entry: parseEntry(fields[1] ?? "") });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEP) break;
    end = `(${last[0]}`;
  }
  return newestFirst.reverse();
}
