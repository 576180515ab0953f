import type { Database } from "../database.js";

/** SHARDS differs from the number with which this database was created, so no node may start. */
export class ShardsDiffer extends Error {}

/**
 * The first start stores SHARDS and adds the rows of the shards. Later starts must have the same
 * number, because with another one nearly every wallet would be looked up in another shard.
 * @throws ShardsDiffer when the database was created with another number
 */
export async function agreeOnShards(db: Database, shards: number): Promise<void> {
  await db.write("INSERT IGNORE INTO settings (name, value) VALUES ('SHARDS', ?)", [
    String(shards),
  ]);
  const row = await db.first<{ value: string }>("SELECT value FROM settings WHERE name = 'SHARDS'");
  if (row?.value !== String(shards)) {
    throw new ShardsDiffer(
      `SHARDS is ${shards}, but this database was made with ${row?.value ?? "none"}`,
    );
  }
  const epoch = Date.now();
  const rows = Array.from({ length: shards }, (_, id) => [id, epoch]);
  await db.write("INSERT IGNORE INTO shards (id, epoch) VALUES ?", [rows]);
}
