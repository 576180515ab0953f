// A database with one shard and its worker's connection, for tests of what writes the journal to
// MySQL; and payloads as the scripts append them.
import { parseEntry } from "../../server/journal/entry.js";
import { chainAfter } from "../../server/redis/journal/stream.js";
import { writeBatch, type Fence } from "../../server/db/journal/batch-writer.js";
import type { JournalRow } from "../../server/db/journal/journal-row.js";
import { writeProjected } from "../../server/db/journal/projection-writer.js";
import { OwnConnection } from "../../server/db/own-connection.js";
import { agreeOnShards } from "../../server/db/repositories/settings.js";
import { takeOver } from "../../server/db/repositories/shard-duty.js";
import { openTestDatabase, type TestDatabase } from "./test-database.js";

export const AT = 1_800_000_000_000;
export const HOLD_MS = 300_000;
const RUN = "run-1";

/** Every table that a batch or its projection writes, but the row of the shard. */
const TABLES = [
  "journal",
  "reservations",
  "payments",
  "payment_seats",
  "wallets",
  "ledger",
  "outbox",
];

/** One shard in MySQL and the connection of its worker. */
export class JournalBench {
  readonly database: TestDatabase;
  connection: OwnConnection;
  fence: Fence = { shard: 0, runId: RUN, generation: 0 };

  private constructor(database: TestDatabase, connection: OwnConnection) {
    this.database = database;
    this.connection = connection;
  }

  /** Opens a database of its own. */
  static async open(): Promise<JournalBench> {
    const database = await openTestDatabase();
    await agreeOnShards(database.db, 1);
    return new JournalBench(database, await OwnConnection.open(database.url));
  }

  /** Empties the tables and takes the shard over. */
  async reset(): Promise<void> {
    await this.empty();
    await this.database.db.write("UPDATE shards SET beat_at = NULL");
    this.connection.destroy();
    this.connection = await OwnConnection.open(this.database.url);
    const generation = (await takeOver(this.connection, 0, RUN)) ?? 0;
    this.fence = { shard: 0, runId: RUN, generation };
  }

  /** Empties the tables; the shard stays this worker's. */
  async empty(): Promise<void> {
    const { db } = this.database;
    for (const table of TABLES) await db.write(`DELETE FROM ${table}`);
    await db.write("UPDATE shards SET n = 0, projected_n = 0, chain = REPEAT('0', 40)");
  }

  async close(): Promise<void> {
    this.connection.destroy();
    await this.database.close();
  }

  /** The rows that the worker makes from payloads; the first one has the number `first`. */
  rows(payloads: readonly string[], first = 1): JournalRow[] {
    let chain = "0".repeat(40);
    const { generation } = this.fence;
    return payloads.map((payload, i) => {
      chain = chainAfter(chain, payload);
      return { generation, n: first + i, payload, chain, entry: parseEntry(payload) };
    });
  }

  /** Writes the durable batch of these payloads. */
  write(payloads: readonly string[], first = 1): Promise<void> {
    return writeBatch(this.connection, this.fence, this.rows(payloads, first));
  }

  /** Projects the rows of these payloads. */
  project(payloads: readonly string[], first = 1): Promise<void> {
    return writeProjected(this.connection, this.fence, this.rows(payloads, first));
  }

  /** Writes the durable batch of these payloads and projects it. */
  async writeAll(payloads: readonly string[], first = 1): Promise<void> {
    await this.write(payloads, first);
    await this.project(payloads, first);
  }

  async count(table: string): Promise<number> {
    const row = await this.first(`SELECT COUNT(*) AS c FROM ${table}`);
    return Number(row?.["c"]);
  }

  first(sql: string): Promise<Record<string, unknown> | undefined> {
    return this.database.db.first<Record<string, unknown>>(sql);
  }

  /** Every row of every table. */
  async dump(): Promise<Record<string, unknown>> {
    const dumped: Record<string, unknown> = {};
    for (const table of TABLES) {
      dumped[table] = await this.database.db.select(`SELECT * FROM ${table}`);
    }
    return dumped;
  }
}

/** A top-up of a member. */
export const topUp = (id: string, amount: number, available: number, memberNo = 7): string =>
  `credited wallet/credit:${id} ${AT} ${memberNo} ${id} ${amount} top_up - ${available} 0`;
/** A hold of member 7. */
export const held = (hold: string, seats: string): string =>
  `held seat/hold:${hold} ${AT} 1 ${hold} 7 3 ${seats} - - 1 1000 ${AT + HOLD_MS} ${AT} 1 -`;
/** An authorised payment. */
export const authorised = (pay: string, available: number, auth: number, memberNo = 7): string =>
  `authorised pay/authorise:${pay} ${AT} ${memberNo} ${pay} 1000 h-${pay} 1 ${available} ${auth}`;
/** A captured payment. */
export const captured = (pay: string, available: number, auth: number, memberNo = 7): string =>
  `captured pay/capture:${pay} ${AT} ${memberNo} ${pay} 1000 h-${pay} 1 ${available} ${auth}`;
/** A confirmed sale. */
export const sold = (pay: string, seats: string, memberNo = 7): string =>
  `sold pay/confirm:${pay} ${AT} 1 ${pay} h-${pay} ${memberNo} 1000 ${seats} - 1 1 49 3`;
/** A cancelled sale. */
export const cancelled = (pay: string, seats: string, no = 7): string =>
  `cancelled pay/cancel:${pay} ${AT} 1 ${pay} h-${pay} ${no} r-${pay} 1000 ${seats} - 1 0 50 -`;
/** The credit of a refund. */
export const refund = (pay: string, available: number, memberNo = 7): string =>
  `credited wallet/credit:r-${pay} ${AT} ${memberNo} r-${pay} 1000 refund h-${pay} ${available} 0`;
