// Writes one batch of the journal in one durable transaction: the fence, the journal rows, and
// what judges them: sold seats and wallets. Answers rest on this transaction, so it holds nothing
// more; the other tables are written later, from the same rows (projection-writer.ts). Either the
// whole batch is in MySQL or none of it. After a violation no operation of the batch is answered.
import { numberedFacts } from "../../journal/facts.js";
import type { OwnConnection } from "../own-connection.js";
import { endsOf, runFenced, type Fence } from "./fenced-transaction.js";
import { insertAll } from "./insert-all.js";
import type { JournalRow } from "./journal-row.js";
import { writeSeats, writeWallets } from "./judges.js";
import type { ShardId } from "../../journal/brands.js";

export type { Fence } from "./fenced-transaction.js";

export type BatchStep = "fenced" | "journalled" | "judged" | "committed";
/** Called after each step. Tests use it to kill a worker at that point. */
export type BatchFailpoint = (step: BatchStep) => void | Promise<void>;

const MOVE_FENCE = `UPDATE shards SET n = ?, chain = ?
  WHERE id = ? AND generation = ? AND n = ? AND run_id = ?`;
const INSERT_JOURNAL = `INSERT INTO journal
  (shard, n, generation, at, kind, op, payload, chain) VALUES ?`;

/**
 * Writes one durable batch: three statements when it has holds alone, up to six with sales and new
 * wallets. When the outcome is unknown, call it again with the same rows: it recognises a batch
 * that is committed already.
 * @throws InvariantViolation when the batch breaks a constraint of MySQL
 * @throws LostDuty when the shard belongs to another worker
 */
export function writeBatch(
  connection: OwnConnection,
  fence: Fence,
  rows: readonly JournalRow[],
  failpoint: BatchFailpoint = () => undefined,
): Promise<void> {
  return runFenced(connection, {
    fence,
    cursor: "n",
    rows,
    attempt: () => attempt(connection, { fence, rows, failpoint }),
  });
}

interface Batch {
  readonly fence: Fence;
  readonly rows: readonly JournalRow[];
  readonly failpoint: BatchFailpoint;
}

async function attempt(connection: OwnConnection, batch: Batch): Promise<boolean> {
  const { fence, rows, failpoint } = batch;
  const { first, last } = endsOf(rows);
  const values = [last.n, last.chain, fence.shard, fence.generation, first.n - 1, fence.runId];
  if ((await connection.begin(MOVE_FENCE, values)).matchedRows !== 1) return false;
  await failpoint("fenced");
  await insertAll(
    connection,
    INSERT_JOURNAL,
    rows.map((row) => journalValues(fence.shard, row)),
  );
  await failpoint("journalled");
  const facts = numberedFacts(rows);
  await writeSeats(connection, facts);
  await writeWallets(connection, facts);
  await failpoint("judged");
  await connection.write("COMMIT");
  await failpoint("committed");
  return true;
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
