import type { Database } from "../database.js";
import type { ShardId } from "../../journal/brands.js";

const REASON_MAX = 500;

/**
 * Takes a shard from its worker and stores the reason for the operator. The next worker finds the
 * reason and gives the shard no lease, so it sells nothing until an operator clears the fence.
 */
export async function fenceShard(db: Database, shard: ShardId, reason: string): Promise<void> {
  await db.write("UPDATE shards SET generation = generation + 1, fenced_reason = ? WHERE id = ?", [
    reason.slice(0, REASON_MAX),
    shard,
  ]);
}
