import type { Context } from "../../context.js";
import { durableNumbers } from "../../db/repositories/shards.js";
import type { JournalEntry } from "../../journal/entry.js";
import { journalTail } from "../../redis/journal/tail.js";

/**
 * Every shard's entries that are not in MySQL yet, each shard's in order. Read before the rows:
 * what is committed in between stands in both, and an absolute state bears that.
 */
export async function undurableEntries(ctx: Context): Promise<JournalEntry[]> {
  const durable = await durableNumbers(ctx.db);
  const shards = Array.from({ length: ctx.config.shards }, (_, shard) => shard);
  const tails = await Promise.all(
    shards.map((shard) => journalTail(ctx.redis.client, shard, durable.get(shard) ?? 0)),
  );
  return tails.flat().map(({ entry }) => entry);
}
