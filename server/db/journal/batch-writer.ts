// Writes one batch of the journal in one transaction: first the fence, then the journal rows as
// plain INSERTs, then the projection. Either the whole batch is in MySQL or none of it. After a
// violation no operation of the batch is answered.
import type { OwnConnection } from "../own-connection.js";
import { isCheckFailure, isDuplicate, isPassingLock } from "../sql-errors.js";
import { InvariantViolation, LostDuty } from "./invariant-violation.js";
import type { JournalRow } from "./journal-row.js";
import { writeProjection } from "./projection.js";
import type { ShardId } from "../../journal/brands.js";

/** The worker that may write a shard. The row of the shard in MySQL must still name it. */
export interface Fence {
  readonly shard: ShardId;
  readonly runId: string;
  readonly generation: number;
}

export const BATCH_STEPS = ["fenced", "journalled", "projected", "committed"] as const;
export type BatchStep = (typeof BATCH_STEPS)[number];
/** Called after each step. Tests use it to kill a worker at that point. */
export type BatchFailpoint = (step: BatchStep) => void | Promise<void>;

const LOCK_ATTEMPTS_MAX = 5;

const MOVE_FENCE = `UPDATE shards SET n = ?, chain = ?
  WHERE id = ? AND generation = ? AND n = ? AND run_id = ?`;
const INSERT_JOURNAL = `INSERT INTO journal
  (shard, n, generation, at, kind, op, payload, chain) VALUES ?`;

/**
 * Writes one batch and its projection. When the outcome is unknown, call it again with the same
 * rows: it recognises a batch that is committed already.
 * @throws InvariantViolation when the batch breaks a constraint of MySQL
 * @throws LostDuty when the shard belongs to another worker
 */
export async function writeBatch(
  connection: OwnConnection,
  fence: Fence,
  rows: readonly JournalRow[],
  failpoint: BatchFailpoint = () => undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await attemptBatch(connection, { fence, rows, failpoint });
      return;
    } catch (error) {
      await rollBack(connection);
      if (!isPassingLock(error) || attempt >= LOCK_ATTEMPTS_MAX) throw verdict(error);
    }
  }
}

/** Rolls back. On a lost connection the server rolls the transaction back. */
async function rollBack(connection: OwnConnection): Promise<void> {
  if (!connection.isUsable) return;
  await connection.write("ROLLBACK").catch(() => connection.destroy());
}

interface Batch {
  readonly fence: Fence;
  readonly rows: readonly JournalRow[];
  readonly failpoint: BatchFailpoint;
}

async function attemptBatch(connection: OwnConnection, batch: Batch): Promise<void> {
  const { fence, rows, failpoint } = batch;
  await connection.write("START TRANSACTION");
  if (!(await moveFence(connection, batch))) {
    await connection.write("ROLLBACK");
    await settleDoubt(connection, batch);
    return;
  }
  await failpoint("fenced");
  await connection.write(INSERT_JOURNAL, [rows.map((row) => journalValues(fence.shard, row))]);
  await failpoint("journalled");
  await writeProjection(connection, fence.shard, rows);
  await failpoint("projected");
  await connection.write("COMMIT");
  await failpoint("committed");
}

const journalValues = (shard: ShardId, { n, generation, payload, chain, entry }: JournalRow) => [
  shard,
  n,
  generation,
  entry.at,
  entry.kind,
  entry.op,
  payload,
  chain,
];

function ends(rows: readonly JournalRow[]): { first: JournalRow; last: JournalRow } {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new Error("a batch has at least one entry");
  return { first, last };
}

async function moveFence(connection: OwnConnection, { fence, rows }: Batch): Promise<boolean> {
  const { first, last } = ends(rows);
  const values = [last.n, last.chain, fence.shard, fence.generation, first.n - 1, fence.runId];
  return (await connection.write(MOVE_FENCE, values)).matchedRows === 1;
}

/**
 * The fence did not move. Finds out whether this batch was committed and only the reply was lost.
 */
async function settleDoubt(connection: OwnConnection, { fence, rows }: Batch): Promise<void> {
  const [row] = await connection.select<{ run_id: string; generation: string; n: string }>(
    "SELECT run_id, generation, n FROM shards WHERE id = ?",
    [fence.shard],
  );
  const isMine = row?.run_id === fence.runId && Number(row.generation) === fence.generation;
  if (!isMine) throw new LostDuty(`shard ${fence.shard} belongs to another worker`);
  if (Number(row.n) < ends(rows).last.n) {
    throw new LostDuty(`shard ${fence.shard} ends at ${row.n} in MySQL, not before this batch`);
  }
}

function verdict(error: unknown): unknown {
  if (!isDuplicate(error) && !isCheckFailure(error)) return error;
  return new InvariantViolation(error instanceof Error ? error.message : String(error), error);
}
