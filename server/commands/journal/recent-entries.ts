// What the tables that members read do not show yet. They are projected a moment after an entry is
// durable, so reads add the entries between the projection and now: everybody reads their own
// writes. The durable ones come from MySQL, never from Redis: of two masters only one is MySQL's.
import type { Context } from "../../context.js";
import { unprojectedEntries } from "../../db/repositories/journal.js";
import { shardProgress } from "../../db/repositories/shards.js";
import { numberedFacts, type NumberedFact } from "../../journal/facts.js";
import type { RecentEntry } from "../../journal/recent-entry.js";
import type { ShardId } from "../../journal/brands.js";
import { journalTail } from "../../redis/journal/tail.js";

/** A fact of an entry of a shard. */
export interface RecentFact extends NumberedFact {
  readonly shard: ShardId;
}

/** The entries of all shards that are not projected, those of each shard in order. */
export interface RecentEntries {
  /** In MySQL's journal: callers may learn their outcome. */
  readonly durable: readonly RecentFact[];
  /** In Redis alone: a failover may undo them. */
  readonly pending: readonly RecentFact[];
}

/**
 * The entries that name a member, a reservation or a payment and are not projected. Callers read
 * them before the rows: an entry that is projected in between is in both, which is harmless, as
 * entries have absolute states.
 * @param name the member number or the id, as it stands in the entries
 */
export async function recentEntries(ctx: Context, name: string | number): Promise<RecentEntries> {
  const progress = await shardProgress(ctx.db);
  const [durable, ...tails] = await Promise.all([
    unprojectedEntries(ctx.db, progress, String(name)),
    ...progress.map(({ shard, durableN }) =>
      journalTail(ctx.redis.client, { shard, after: durableN, name: String(name) }),
    ),
  ]);
  return { durable: factsOf(durable), pending: factsOf(tails.flat()) };
}

const factsOf = (entries: readonly RecentEntry[]): RecentFact[] =>
  entries.flatMap((recent) =>
    numberedFacts([recent]).map((fact) => ({ ...fact, shard: recent.shard })),
  );
