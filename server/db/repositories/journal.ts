import type { Database } from "../database.js";
import { journalLineModel } from "../models/journal-line.js";
import { parseEntry, type JournalEntry } from "../../journal/entry.js";
import { entryIfNamed, NAMELESS_KINDS, type RecentEntry } from "../../journal/recent-entry.js";
import type { ShardProgress } from "./shards.js";
import type { ShardId } from "../../journal/brands.js";

/** Operation ids in one statement: many waiting callers need only a few statements. */
const OPS_PER_STATEMENT = 500;

/** The payloads of the given operations of a shard, as far as they are durable. */
export async function committedPayloads(
  db: Database,
  shard: ShardId,
  ops: readonly string[],
): Promise<string[]> {
  const payloads: string[] = [];
  for (let from = 0; from < ops.length; from += OPS_PER_STATEMENT) {
    const rows = await db.find(journalLineModel(db), {
      attributes: ["payload"],
      where: { shard, op: ops.slice(from, from + OPS_PER_STATEMENT) },
      order: [["n", "ASC"]],
    });
    payloads.push(...rows.map(({ payload }) => payload));
  }
  return payloads;
}

/**
 * The durable entries that name something and are not projected yet, those of each shard in order.
 * The statement reads the few entries between the two numbers of each shard, by the primary key.
 */
export async function unprojectedEntries(
  db: Database,
  progress: readonly ShardProgress[],
  name: string,
): Promise<RecentEntry[]> {
  const behind = progress.filter(({ durableN, projectedN }) => projectedN < durableN);
  if (behind.length === 0) return [];
  const ranges = behind.map(() => "(shard = ? AND n > ? AND n <= ?)").join(" OR ");
  const rows = await db.select<{ shard: ShardId; n: string; payload: string }>(
    `SELECT shard, n, payload FROM journal
      WHERE (${ranges}) AND (LOCATE(?, payload) > 0 OR kind IN (?)) ORDER BY shard, n`,
    [
      ...behind.flatMap(({ shard, durableN, projectedN }) => [shard, projectedN, durableN]),
      name,
      NAMELESS_KINDS,
    ],
  );
  return rows.flatMap(({ shard, n, payload }) => {
    const entry = entryIfNamed(payload, name);
    return entry === undefined ? [] : [{ shard, n: Number(n), entry }];
  });
}

/** The committed journal entry of one operation; undefined while it is not durable. */
export async function outcomeOf(
  db: Database,
  shard: ShardId,
  op: string,
): Promise<JournalEntry | undefined> {
  const payload = (await committedPayloads(db, shard, [op])).at(-1);
  return payload === undefined ? undefined : parseEntry(payload);
}
