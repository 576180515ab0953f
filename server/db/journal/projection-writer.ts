// Projects durable rows of the journal: one transaction writes their tables and moves the cursor
// `projected_n`. The fence is the last statement before COMMIT: it locks the row of the shard,
// which the fence of the next durable batch needs too. To fence first or last is equally safe, as
// nothing is committed unless the cursor has moved.
import type { OwnConnection } from "../own-connection.js";
import { endsOf, runFenced, type Fence } from "./fenced-transaction.js";
import type { JournalRow } from "./journal-row.js";
import { writeProjection } from "./projection.js";

export type ProjectionStep = "projected" | "projection-fenced" | "projection-committed";
/** Called after each step. Tests use it to kill a worker at that point. */
export type ProjectionFailpoint = (step: ProjectionStep) => void | Promise<void>;

const MOVE_CURSOR = `UPDATE shards SET projected_n = ?
  WHERE id = ? AND generation = ? AND projected_n = ? AND run_id = ?`;

/**
 * Projects rows that are durable and follow the cursor without a gap. When the outcome is unknown,
 * call it again with the same rows: it recognises rows that are projected already.
 * @throws InvariantViolation when the rows do not follow from the tables
 * @throws LostDuty when the shard belongs to another worker
 */
export function writeProjected(
  connection: OwnConnection,
  fence: Fence,
  rows: readonly JournalRow[],
  failpoint: ProjectionFailpoint = () => undefined,
): Promise<void> {
  const attempt = async (): Promise<boolean> => {
    const { first, last } = endsOf(rows);
    await connection.write("START TRANSACTION");
    await writeProjection(connection, fence.shard, rows);
    await failpoint("projected");
    const values = [last.n, fence.shard, fence.generation, first.n - 1, fence.runId];
    if ((await connection.write(MOVE_CURSOR, values)).matchedRows !== 1) return false;
    await failpoint("projection-fenced");
    await connection.write("COMMIT");
    await failpoint("projection-committed");
    return true;
  };
  return runFenced(connection, { fence, cursor: "projected_n", rows, attempt });
}
