// What a shard has decided and MySQL does not have yet: laid over the rows, so that everybody reads
// his own writes also while the worker lags or stands.
import type { RedisClient } from "../client.js";
import { parseEntry, type JournalEntry } from "../../journal/entry.js";
import { shardKey } from "../keys.js";
import type { ShardId } from "../../journal/brands.js";

export interface TailEntry {
  readonly n: number;
  readonly entry: JournalEntry;
}

const STEP = 200;
/** The lease ends long before a tail of this length (design, section 6: lag). */
const TAIL_MAX = 5000;

const numberOf = (id: string): number => Number(id.slice(id.indexOf("-") + 1));

/**
 * The entries after number `after`, oldest first; of a longer tail the newest 5,000.
 * @param after the last number that MySQL has
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
