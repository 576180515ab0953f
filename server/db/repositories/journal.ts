import type { Database } from "../database.js";
import { journalLineModel } from "../models/journal-line.js";
import { parseEntry, type JournalEntry } from "../../journal/entry.js";
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

/** The committed journal entry of one operation; undefined while it is not durable. */
export async function outcomeOf(
  db: Database,
  shard: ShardId,
  op: string,
): Promise<JournalEntry | undefined> {
  const payload = (await committedPayloads(db, shard, [op])).at(-1);
  return payload === undefined ? undefined : parseEntry(payload);
}
