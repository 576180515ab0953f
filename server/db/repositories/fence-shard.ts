import type { Database } from "../database.js";
import type { ShardId } from "../../journal/brands.js";

const REASON_MAX = 500;

/**
 * Takes a shard from its worker for a reason that an operator must look at: the next worker finds
 * it and gives no lease.
 */
export async function fenceShard(db: Database, shard: ShardId, reason: string): Promise<void> {
  await db.write("UPDATE shards SET generation = generation + 1, fenced_reason = ? WHERE id = ?", [
    reason.slice(0, REASON_MAX),
    shard,
  ]);
}
