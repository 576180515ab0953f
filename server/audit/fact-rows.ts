// Compares MySQL's ledger and outbox, which only grow, with the journal entries that they come
// from: page by page during the replay, and by the number of rows in the end, so that no row is
// extra.
import { ledgerLines } from "../db/journal/ledger-lines.js";
import { outboxEvents, shardSource } from "../db/journal/outbox-events.js";
import type { NumberedEntry } from "../db/journal/journal-row.js";
import { numberedFacts, type NumberedFact } from "../journal/facts.js";
import type { AuditSnapshot, Columns, Span } from "../db/repositories/audit.js";
import { differingColumns } from "./sale-rows.js";
import type { ShardId } from "../journal/brands.js";

type Rows = ReadonlyMap<string, Columns>;

/** The check of ledger and outbox over all shards. */
export class FactRows {
  readonly violations: string[] = [];
  readonly #snapshot: AuditSnapshot;
  /** How many rows the ledger of each shard and the outbox of each source must have. */
  readonly #lines = new Map<string, number>();
  readonly #events = new Map<string, number>();

  constructor(snapshot: AuditSnapshot) {
    this.#snapshot = snapshot;
  }

  /** Compares the rows of a span with its entries, which must be complete. */
  async take(span: Span, entries: readonly NumberedEntry[]): Promise<void> {
    const { shard } = span;
    const facts = numberedFacts(entries);
    const lines = expectedLines(facts);
    const found = keyed(await this.#snapshot.ledgerOf(span), ({ n, line }) => `${n} ${line}`);
    this.#compare(`I2 the ledger of entry ${shard}-`, found, lines);
    add(this.#lines, String(shard), lines.size);
    const source = shardSource(shard);
    const events = expectedEvents(shard, facts);
    const rows = keyed(await this.#snapshot.outboxOf(source, span), ({ seq }) => String(seq));
    this.#compare(`I11 MySQL's event ${source} `, rows, events);
    add(this.#events, source, events.size);
  }

  /** Finds the rows that no entry has made. */
  async finish(): Promise<void> {
    const ledger = await this.#snapshot.countsBy("ledger", "shard");
    this.#count("I2 the ledger of shard ", ledger, this.#lines);
    const outbox = await this.#snapshot.countsBy("outbox", "source");
    this.#count("I11 the outbox of ", outbox, this.#events);
  }

  #compare(what: string, rows: Rows, expected: Rows): void {
    for (const [key, columns] of expected) {
      const row = rows.get(key);
      const differing = row === undefined ? [] : differingColumns(row, columns);
      if (row === undefined) this.violations.push(`${what}${key} is missing`);
      else if (differing.length > 0) this.violations.push(`${what}${key}: ${differing.join("; ")}`);
    }
  }

  #count(what: string, counts: ReadonlyMap<string, number>, expected: typeof counts): void {
    for (const name of new Set([...counts.keys(), ...expected.keys()])) {
      const [has, wanted] = [counts.get(name) ?? 0, expected.get(name) ?? 0];
      if (has !== wanted) this.violations.push(`${what}${name} has ${has} rows, not ${wanted}`);
    }
  }
}

const add = (counts: Map<string, number>, name: string, more: number): void => {
  counts.set(name, (counts.get(name) ?? 0) + more);
};

const keyed = (rows: readonly Columns[], keyOf: (row: Columns) => string): Rows =>
  new Map(rows.map((row) => [keyOf(row), row]));

const expectedLines = (facts: readonly NumberedFact[]): Rows =>
  new Map(
    ledgerLines(facts).map(({ n, line, account, memberNo, amount, kind, reservationId, at }) => [
      `${n} ${line}`,
      { account, member_no: memberNo, amount, kind, reservation_id: reservationId, at },
    ]),
  );

const expectedEvents = (shard: ShardId, facts: readonly NumberedFact[]): Rows =>
  new Map(
    outboxEvents(shard, facts).map(({ seq, topic, key, eventId, payload, at }) => [
      String(seq),
      { topic, key, event_id: eventId, payload, at },
    ]),
  );
