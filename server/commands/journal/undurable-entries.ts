import type { Context } from "../../context.js";
import { durableNumbers } from "../../db/repositories/shards.js";
import type { JournalEntry } from "../../journal/entry.js";
import { journalTail } from "../../redis/journal/tail.js";

/**
 * The journal entries of all shards that are not in MySQL yet, those of each shard in order.
 * Callers read them before the rows: an entry that is committed in between is in both, which is
 * harmless, as entries have absolute states.
 */
export async function undurableEntries(ctx: Context): Promise<JournalEntry[]> {
  const durable = await durableNumbers(ctx.db);
  const shards = Array.from({ length: ctx.config.shards }, (_, shard) => shard);
  const tails = await Promise.all(
    shards.map((shard) => journalTail(ctx.redis.client, shard, durable.get(shard) ?? 0)),
  );
  return tails.flat().map(({ entry }) => entry);
}
