// The newest journal entries of a shard, which MySQL does not have yet. Reads add them to the rows
// of MySQL, so that members see their own writes also while the worker lags or is down.
import type { RedisClient } from "../client.js";
import { entryIfNamed, type RecentEntry } from "../../journal/recent-entry.js";
import { shardKey } from "../keys.js";
import type { ShardId } from "../../journal/brands.js";

/** Which entries of a shard are read. */
export interface TailWanted {
  readonly shard: ShardId;
  /** The number of the last entry that MySQL has. */
  readonly after: number;
  /** What the entries must name: a member, a reservation or a payment. */
  readonly name: string;
}

const STEP = 200;
/** Bounds the work of one read. Of a longer tail only the newest entries are read. */
const TAIL_MAX = 5000;

const numberOf = (id: string): number => Number(id.slice(id.indexOf("-") + 1));

/** Reads the entries with a higher number, oldest first; it looks at the newest 5,000 at most. */
export async function journalTail(
  client: RedisClient,
  { shard, after, name }: TailWanted,
): Promise<RecentEntry[]> {
  const key = shardKey(shard, "journal");
  const newestFirst: RecentEntry[] = [];
  let looked = 0;
  for (let end = "+"; looked < TAIL_MAX;) {
    const rows = await client.xrevrange(key, end, "-", "COUNT", STEP);
    for (const [id, fields] of rows) {
      const n = numberOf(id);
      if (n <= after) return newestFirst.reverse();
      const entry = entryIfNamed(fields[1] ?? "", name);
      if (entry !== undefined) newestFirst.push({ shard, n, entry });
    }
    looked += rows.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEP) break;
    end = `(${last[0]}`;
  }
  return newestFirst.reverse();
}
