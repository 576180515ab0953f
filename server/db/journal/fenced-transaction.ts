// One transaction of a shard's worker. It moves one cursor in the shard's row, and that UPDATE is
// the fence: it matches no row once another worker has taken over, or when the cursor stands
// elsewhere. Where in the transaction the fence stands does not matter: nothing is committed
// without it.
import type { OwnConnection } from "../own-connection.js";
import { isCheckFailure, isDuplicate, isPassingLock } from "../sql-errors.js";
import { InvariantViolation, LostDuty } from "./invariant-violation.js";
import type { JournalRow } from "./journal-row.js";
import type { ShardId } from "../../journal/brands.js";

/** The worker that may write a shard. The row of the shard in MySQL must still name it. */
export interface Fence {
  readonly shard: ShardId;
  readonly runId: string;
  readonly generation: number;
}

/** The numbers of the last entry: `n` of the journal in MySQL, `projected_n` of the projection. */
export type Cursor = "n" | "projected_n";

/** A transaction that moves a cursor over the rows of a batch. */
export interface FencedTransaction {
  readonly fence: Fence;
  readonly cursor: Cursor;
  readonly rows: readonly JournalRow[];
  /** Writes and commits; false when the fence did not move, and then nothing is committed. */
  readonly attempt: () => Promise<boolean>;
}

const LOCK_ATTEMPTS_MAX = 5;

/**
 * Runs a transaction, again after a deadlock or a lock timeout. A batch that is in MySQL already,
 * because only the reply to its COMMIT was lost, is recognised.
 * @throws InvariantViolation when the batch breaks a constraint of MySQL
 * @throws LostDuty when the shard belongs to another worker, or the cursor stands elsewhere
 */
export async function runFenced(
  connection: OwnConnection,
  transaction: FencedTransaction,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      if (await transaction.attempt()) return;
      await rollBack(connection);
      break;
    } catch (error) {
      await rollBack(connection);
      if (isPassingLock(error) && attempt < LOCK_ATTEMPTS_MAX) continue;
      const violation = asViolation(error);
      if (violation === undefined) throw error;
      // What is committed already breaks a constraint when it is written once more.
      if (await isCommitted(connection, transaction)) return;
      throw violation;
    }
  }
  if (await isCommitted(connection, transaction)) return;
  const { fence, cursor } = transaction;
  throw new LostDuty(`the ${cursor} of shard ${fence.shard} in MySQL is not before this batch`);
}

/** Rolls back. On a lost connection the server rolls the transaction back. */
async function rollBack(connection: OwnConnection): Promise<void> {
  if (!connection.isUsable) return;
  await connection.write("ROLLBACK").catch(() => connection.destroy());
}

/**
 * Whether the cursor has passed the batch: then the batch is committed, as only this worker moves
 * it.
 * @throws LostDuty when the shard belongs to another worker
 */
async function isCommitted(
  connection: OwnConnection,
  { fence, cursor, rows }: FencedTransaction,
): Promise<boolean> {
  const [row] = await connection.select<{ run_id: string; generation: string; at_n: string }>(
    `SELECT run_id, generation, ${cursor} AS at_n FROM shards WHERE id = ?`,
    [fence.shard],
  );
  const isMine = row?.run_id === fence.runId && Number(row.generation) === fence.generation;
  if (!isMine) throw new LostDuty(`shard ${fence.shard} belongs to another worker`);
  return Number(row.at_n) >= endsOf(rows).last.n;
}

/** The first and the last row of a batch. @throws Error when it is empty */
export function endsOf(rows: readonly JournalRow[]): {
  readonly first: JournalRow;
  readonly last: JournalRow;
} {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new Error("a batch has at least one entry");
  return { first, last };
}

function asViolation(error: unknown): InvariantViolation | undefined {
  if (error instanceof InvariantViolation) return error;
  if (!isDuplicate(error) && !isCheckFailure(error)) return undefined;
  return new InvariantViolation(error instanceof Error ? error.message : String(error), error);
}
