// Everything that the audit reads from MySQL. All reads of one snapshot see the same moment, so
// the tables and the journal cannot differ only because time has passed between two reads.
import type { Database, Tx } from "../database.js";
import { firstSequenceOf } from "../journal/outbox-events.js";
import type { Amount, MemberNo, PayId, ShardId, ShowtimeId } from "../../journal/brands.js";

export interface AuditedShard {
  readonly shard: ShardId;
  readonly n: number;
  /** The number of the last entry whose rows the snapshot has in every table. */
  readonly projectedN: number;
  readonly chain: string;
  /** True when a worker has renewed its claim to the shard within the last 10 s. */
  readonly isServed: boolean;
}

export interface AuditedLine {
  readonly n: number;
  readonly payload: string;
  readonly chain: string;
}

export interface AuditedWallet {
  readonly memberNo: MemberNo;
  readonly balance: Amount;
  readonly authorised: Amount;
}

export interface AuditedSeat {
  readonly showtimeId: ShowtimeId;
  readonly seat: number;
  /** The seat while it is sold; undefined once cancelled. */
  readonly activeSeat: number | undefined;
  readonly paymentId: PayId;
}

/** A row of a table by the names of its columns; large numbers are text. */
export type Columns = Readonly<Record<string, string | number | null | undefined>>;

/** The entries of a shard with a number above `after` and not above `upTo`. */
export interface Span {
  readonly shard: ShardId;
  readonly after: number;
  readonly upTo: number;
}

/** Longer than it takes to replace a worker that was killed. */
const SERVED_SECONDS = 10;
const PAGE = 5000;

/** Runs `work` with a snapshot: all its reads see the same moment of MySQL. */
export function inSnapshot<T>(
  db: Database,
  work: (snapshot: AuditSnapshot) => Promise<T>,
): Promise<T> {
  return db.patient().snapshot((tx) => work(new AuditSnapshot(db, tx)));
}

/** All shards with the end of their journal in MySQL, by id. */
export const auditedShards = (db: Database, tx?: Tx): Promise<AuditedShard[]> =>
  db
    .select<ShardColumns>(
      `SELECT id, n, projected_n, chain,
          beat_at > NOW(3) - INTERVAL ${SERVED_SECONDS} SECOND AS served
        FROM shards ORDER BY id`,
      [],
      tx,
    )
    .then((rows) =>
      rows.map((row) => ({
        shard: row.id,
        n: Number(row.n),
        projectedN: Number(row.projected_n),
        chain: row.chain,
        isServed: Number(row.served ?? 0) === 1,
      })),
    );

/** The entries of a span, in order, at most one page of 5,000; `upTo` may be Infinity. */
export async function journalAfter(
  db: Database,
  { shard, after, upTo }: Span,
  tx?: Tx,
): Promise<AuditedLine[]> {
  const rows = await db.patient().select<{ n: string; payload: string; chain: string }>(
    `SELECT n, payload, chain FROM journal
        WHERE shard = ? AND n > ? AND n <= ? ORDER BY n LIMIT ${PAGE}`,
    [shard, after, Math.min(upTo, Number.MAX_SAFE_INTEGER)],
    tx,
  );
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

/** The tables of MySQL at one moment. */
export class AuditSnapshot {
  readonly #db: Database;
  readonly #tx: Tx;

  constructor(db: Database, tx: Tx) {
    this.#db = db;
    this.#tx = tx;
  }

  shards(): Promise<AuditedShard[]> {
    return auditedShards(this.#db, this.#tx);
  }

  journalAfter(span: Span): Promise<AuditedLine[]> {
    return journalAfter(this.#db, span, this.#tx);
  }

  async wallets(): Promise<AuditedWallet[]> {
    const rows = await this.#select<Record<"member_no" | "balance" | "authorised", string>>(
      "SELECT member_no, balance, authorised FROM wallets",
    );
    return rows.map((row) => ({
      memberNo: Number(row.member_no),
      balance: Number(row.balance),
      authorised: Number(row.authorised),
    }));
  }

  /** The sum of the ledger lines of each member. */
  async bookedAmounts(): Promise<Map<number, Amount>> {
    const rows = await this.#select<{ member_no: string; booked: string }>(
      `SELECT member_no, SUM(amount) AS booked FROM ledger
        WHERE account = 'member' GROUP BY member_no`,
    );
    return new Map(rows.map((row) => [Number(row.member_no), Number(row.booked)]));
  }

  /** The journal entries, as `<shard>-<n>`, whose ledger lines do not sum to 0. */
  async unbalancedEntries(): Promise<string[]> {
    const rows = await this.#select<{ shard: ShardId; n: string }>(
      "SELECT shard, n FROM ledger GROUP BY shard, n HAVING SUM(amount) <> 0",
    );
    return rows.map(({ shard, n }) => `${shard}-${n}`);
  }

  /** The seats that are sold or were sold once. */
  async seats(): Promise<AuditedSeat[]> {
    const rows = await this.#select<SeatColumns>(
      "SELECT showtime_id, seat, active_seat, payment_id FROM payment_seats",
    );
    return rows.map((row) => ({
      showtimeId: Number(row.showtime_id),
      seat: row.seat,
      activeSeat: row.active_seat ?? undefined,
      paymentId: row.payment_id,
    }));
  }

  paymentColumns(): Promise<Columns[]> {
    return this.#select("SELECT * FROM payments");
  }

  reservationColumns(): Promise<Columns[]> {
    return this.#select("SELECT * FROM reservations");
  }

  ledgerOf({ shard, after, upTo }: Span): Promise<Columns[]> {
    const sql = "SELECT * FROM ledger WHERE shard = ? AND n > ? AND n <= ?";
    return this.#db.select(sql, [shard, after, upTo], this.#tx);
  }

  outboxOf(source: string, { after, upTo }: Span): Promise<Columns[]> {
    const sql = "SELECT * FROM outbox WHERE source = ? AND seq >= ? AND seq < ?";
    const span = [firstSequenceOf(after + 1), firstSequenceOf(upTo + 1)];
    return this.#db.select(sql, [source, ...span], this.#tx);
  }

  /** The number of rows of a table for each value of a column. */
  async countsBy(
    table: "ledger" | "outbox",
    column: "shard" | "source",
  ): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#select<{ name: string | number; rows_of: string | number }>(
      `SELECT ${column} AS name, COUNT(*) AS rows_of FROM ${table} GROUP BY ${column}`,
    );
    return new Map(rows.map(({ name, rows_of }) => [String(name), Number(rows_of)]));
  }

  /** Member numbers by the UUIDs of the members. */
  async memberNumbers(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#select<{ id: string; no: string }>("SELECT id, no FROM members");
    return new Map(rows.map(({ id, no }) => [id, Number(no)]));
  }

  #select<Row extends object>(sql: string): Promise<Row[]> {
    return this.#db.select<Row>(sql, [], this.#tx);
  }
}

interface ShardColumns {
  readonly id: number;
  readonly n: string;
  readonly projected_n: string;
  readonly chain: string;
  readonly served: number | string | null;
}

interface SeatColumns {
  readonly showtime_id: string;
  readonly seat: number;
  readonly active_seat: number | null;
  readonly payment_id: string;
}
