// The row of a shard names the worker on duty. Every statement here names the worker and its
// generation, and matches no row once another worker has taken over.
import { LostDuty } from "../journal/invariant-violation.js";
import type { Fence } from "../journal/batch-writer.js";
import type { OwnConnection } from "../own-connection.js";
import type { ShardId } from "../../journal/brands.js";

export interface ShardRow {
  readonly n: number;
  readonly chain: string;
  /** The generation of the entry n; 0 before the first entry. */
  readonly generation: number;
  /** The last entry that is projected, with its generation. */
  readonly projected: { readonly n: number; readonly generation: number };
  readonly epoch: number;
  readonly fencedReason: string | undefined;
}

const REASON_MAX = 500;

const TAKE_OVER = `UPDATE shards
  SET run_id = ?, generation = LAST_INSERT_ID(generation + 1), beat_at = NOW(3)
  WHERE id = ? AND (beat_at IS NULL OR beat_at < NOW(3) - INTERVAL 3 SECOND)`;
const RAISE = `UPDATE shards
  SET generation = LAST_INSERT_ID(generation + 1), beat_at = NOW(3)
  WHERE id = ? AND run_id = ? AND generation = ?`;
const BEAT = `UPDATE shards SET beat_at = NOW(3)
  WHERE id = ? AND run_id = ? AND generation = ?`;
const RELEASE = `UPDATE shards SET beat_at = NULL
  WHERE id = ? AND run_id = ? AND generation = ?`;
const MARK_FENCED = `UPDATE shards SET fenced_reason = ?
  WHERE id = ? AND run_id = ? AND generation = ?`;
const MARK_REDIS = `UPDATE shards SET redis_run_id = ?, redis_repl_id = ?, epoch = ?
  WHERE id = ? AND run_id = ? AND generation = ?`;

const keyOf = ({ shard, runId, generation }: Fence) => [shard, runId, generation];

/**
 * Takes over a shard whose worker has been silent for 3 s. Returns the generation of the new duty,
 * or undefined when the shard belongs to another worker.
 */
export async function takeOver(
  connection: OwnConnection,
  shard: ShardId,
  runId: string,
): Promise<number | undefined> {
  const { matchedRows, insertId } = await connection.write(TAKE_OVER, [runId, shard]);
  return matchedRows === 1 ? insertId : undefined;
}

/**
 * Raises the generation of the same duty and returns the new one.
 * @throws LostDuty when the shard belongs to another worker
 */
export async function raiseGeneration(connection: OwnConnection, fence: Fence): Promise<number> {
  const { matchedRows, insertId } = await connection.write(RAISE, keyOf(fence));
  if (matchedRows !== 1) throw new LostDuty(`shard ${fence.shard} is another worker's`);
  return insertId;
}

/**
 * Renews the worker's claim to the shard; called each second.
 * @throws LostDuty when the shard belongs to another worker
 */
export const beat = (connection: OwnConnection, fence: Fence): Promise<void> =>
  mine(connection, fence, BEAT, []);

/** Gives up the shard at a clean stop, so that the next worker need not wait. */
export async function release(connection: OwnConnection, fence: Fence): Promise<void> {
  await connection.write(RELEASE, keyOf(fence));
}

/**
 * Stores why the shard is fenced. It sells nothing until an operator clears the fence.
 * @throws LostDuty when the shard belongs to another worker
 */
export const markFenced = (
  connection: OwnConnection,
  fence: Fence,
  reason: string,
): Promise<void> => mine(connection, fence, MARK_FENCED, [reason.slice(0, REASON_MAX)]);

export interface RecoveredRedis {
  readonly runId: string;
  readonly replId: string;
  readonly epoch: number;
}

/**
 * Stores which Redis server the shard is on, and its epoch.
 * @throws LostDuty when the shard belongs to another worker
 */
export const markRedis = (
  connection: OwnConnection,
  fence: Fence,
  redis: RecoveredRedis,
): Promise<void> => mine(connection, fence, MARK_REDIS, [redis.runId, redis.replId, redis.epoch]);

async function mine(
  connection: OwnConnection,
  fence: Fence,
  sql: string,
  values: readonly unknown[],
): Promise<void> {
  const { matchedRows } = await connection.write(sql, [...values, ...keyOf(fence)]);
  if (matchedRows !== 1) throw new LostDuty(`shard ${fence.shard} is another worker's`);
}

/**
 * The end of a shard's journal in MySQL, its epoch and its fence.
 * @throws LostDuty when the shard belongs to another worker
 */
export async function readShard(connection: OwnConnection, fence: Fence): Promise<ShardRow> {
  const [row] = await connection.select<{
    n: string;
    projected_n: string;
    chain: string;
    epoch: string;
    fenced_reason: string | null;
    last_generation: string | null;
    projected_generation: string | null;
  }>(
    `SELECT s.n, s.projected_n, s.chain, s.epoch, s.fenced_reason,
        j.generation AS last_generation, p.generation AS projected_generation
      FROM shards s LEFT JOIN journal j ON j.shard = s.id AND j.n = s.n
        LEFT JOIN journal p ON p.shard = s.id AND p.n = s.projected_n
      WHERE s.id = ? AND s.run_id = ? AND s.generation = ?`,
    keyOf(fence),
  );
  if (row === undefined) throw new LostDuty(`shard ${fence.shard} is another worker's`);
  return {
    n: Number(row.n),
    chain: row.chain,
    generation: Number(row.last_generation ?? 0),
    projected: {
      n: Number(row.projected_n),
      generation: Number(row.projected_generation ?? 0),
    },
    epoch: Number(row.epoch),
    fencedReason: row.fenced_reason ?? undefined,
  };
}

/** Entries of MySQL's journal, not parsed yet. */
export interface JournalledRow {
  readonly generation: number;
  readonly n: number;
  readonly payload: string;
  readonly chain: string;
}

/** The entries of a shard after number `after`, in order, at most `limit`. */
export async function journalledAfter(
  connection: OwnConnection,
  shard: ShardId,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<JournalledRow[]> {
  const rows = await connection.select<Record<"generation" | "n" | "payload" | "chain", string>>(
    `SELECT generation, n, payload, chain FROM journal
      WHERE shard = ? AND n > ? ORDER BY n LIMIT ?`,
    [shard, after, limit],
  );
  return rows.map(({ generation, n, payload, chain }) => ({
    ...{ generation: Number(generation), n: Number(n) },
    ...{ payload, chain },
  }));
}

/** The hash chain after entry n; undefined when MySQL does not have the entry. */
export async function chainAt(
  connection: OwnConnection,
  shard: ShardId,
  n: number,
): Promise<string | undefined> {
  if (n === 0) return "0".repeat(40);
  const [row] = await connection.select<{ chain: string }>(
    "SELECT chain FROM journal WHERE shard = ? AND n = ?",
    [shard, n],
  );
  return row?.chain;
}
