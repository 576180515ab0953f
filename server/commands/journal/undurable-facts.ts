import type { Context } from "../../context.js";
import { durableNumbers } from "../../db/repositories/shards.js";
import { factsOf, type Fact } from "../../journal/facts.js";
import { journalTail } from "../../redis/journal/tail.js";

/**
 * The facts of all shards that are not in MySQL yet, those of each shard in order.
 * Callers read them before the rows: a fact that is committed in between is in both, which is
 * harmless, as facts are absolute states.
 */
export async function undurableFacts(ctx: Context): Promise<Fact[]> {
  const durable = await durableNumbers(ctx.db);
  const shards = Array.from({ length: ctx.config.shards }, (_, shard) => shard);
  const tails = await Promise.all(
    shards.map((shard) => journalTail(ctx.redis.client, shard, durable.get(shard) ?? 0)),
  );
  return tails.flat().flatMap(({ entry }) => factsOf(entry));
}
