import type { Database } from "../database.js";
import type { ShardId } from "../../journal/brands.js";

export interface FenceReason {
  readonly shard: ShardId;
  readonly reason: string;
}

/** The generation of a shard in MySQL. @throws Error when there is no such shard */
export async function generationOf(db: Database, shard: ShardId): Promise<number> {
  const row = await db.first<{ generation: string }>("SELECT generation FROM shards WHERE id = ?", [
    shard,
  ]);
  if (row === undefined) throw new Error(`there is no shard ${shard}`);
  return Number(row.generation);
}

/** The number of a shard's last durable entry. @throws Error when there is no such shard */
export async function durableNumber(db: Database, shard: ShardId): Promise<number> {
  const row = await db.first<{ n: string }>("SELECT n FROM shards WHERE id = ?", [shard]);
  if (row === undefined) throw new Error(`there is no shard ${shard}`);
  return Number(row.n);
}

/** The fenced shards, which sell nothing until an operator clears the fence. */
export async function fencedShards(db: Database): Promise<FenceReason[]> {
  const rows = await db.select<{ id: number; fenced_reason: string }>(
    "SELECT id, fenced_reason FROM shards WHERE fenced_reason IS NOT NULL ORDER BY id",
  );
  return rows.map(({ id, fenced_reason: reason }) => ({ shard: id, reason }));
}

/** Clears a fence. The shard's worker then compares the journals of Redis and MySQL again. */
export async function clearFence(db: Database, shard: ShardId): Promise<void> {
  await db.write("UPDATE shards SET fenced_reason = NULL WHERE id = ?", [shard]);
}

/** How far MySQL has the journal of a shard. */
export interface ShardProgress {
  readonly shard: ShardId;
  /** The number of the last durable entry. */
  readonly durableN: number;
  /** The number of the last entry that is projected to the other tables; at most `durableN`. */
  readonly projectedN: number;
}

/** How far MySQL has the journals of all shards, in one statement. */
export async function shardProgress(db: Database): Promise<ShardProgress[]> {
  const rows = await db.select<{ id: number; n: string; projected_n: string }>(
    "SELECT id, n, projected_n FROM shards",
  );
  return rows.map((row) => ({
    shard: row.id,
    durableN: Number(row.n),
    projectedN: Number(row.projected_n),
  }));
}
