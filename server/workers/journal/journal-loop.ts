// Copies the journal to MySQL, batch by batch, and tells this node and the others the entries of a
// committed batch for which callers wait. It continues the chain of MySQL over each batch and
// compares it with the control record of Redis.
import type { OwnConnection } from "../../db/own-connection.js";
import { writeBatch, type BatchStep } from "../../db/journal/batch-writer.js";
import { endsOf } from "../../db/journal/fenced-transaction.js";
import type { JournalRow } from "../../db/journal/journal-row.js";
import {
  chainAfter,
  RedisChanged,
  type StreamEntry,
  type StreamId,
} from "../../redis/journal/stream.js";
import type { ControlRecord } from "../../redis/shard/control-record.js";
import type { DutyConnection } from "../duty/duty-connection.js";
import type { Recovered } from "../duty/recovery.js";
import type { RedisLink } from "../duty/redis-link.js";
import { ShardFenced } from "../duty/shard-fenced.js";
import type { JournalEntry } from "../../journal/entry.js";
import { parsed } from "./parsed-entry.js";
import type { ProjectionLoopStep } from "./projection-loop.js";
import { sleep } from "../../pace/sleep.js";
import { untilWritten, type Stalling } from "./until-written.js";
import type { Millis } from "../../journal/brands.js";

/** A step of a batch or of its projection; tests stop a worker after each. */
export type JournalStep = "read" | BatchStep | "published" | ProjectionLoopStep;

/** What the loop copies from and to. */
export interface JournalLoopOptions extends Stalling {
  readonly duty: DutyConnection;
  readonly link: RedisLink;
  readonly from: Recovered;
  readonly failpoint: (step: JournalStep) => void | Promise<void>;
  /** Called with each batch as soon as it is durable. */
  readonly onDurable: (rows: readonly JournalRow[]) => void;
  /** Called with those entries of a durable batch for which callers may wait. */
  readonly onReleased: (entries: readonly JournalEntry[]) => void;
}

const BATCH_MAX = 500;
const BLOCK_MS = 1000;
/**
 * After a batch of so many entries the next one begins 5 ms after it began, so that it is larger:
 * a transaction costs the same for one entry as for ten. A quiet shard does not wait.
 */
const BUSY_ENTRIES = 4;
const GATHER_MS = 5;

/** Whether a caller may wait until this operation is durable. */
const isAwaited = ({ entry }: JournalRow): boolean =>
  entry.op.startsWith("pay/") || entry.op.startsWith("wallet/credit:");

/** Copies the journal of one shard to MySQL. */
export class JournalLoop {
  readonly #options: JournalLoopOptions;
  #durable: StreamId;
  /** The last entry that was read, in a backlog ahead of the durable one, and its chain. */
  #end: { readonly id: StreamId; readonly chain: string };
  /** A control record of Redis that is ahead of the entries that have been read. */
  #ahead: { readonly n: number; readonly chain: string } | undefined;
  #writingSinceAt: Millis | undefined;
  #isBehind = false;

  constructor(options: JournalLoopOptions) {
    this.#options = options;
    this.#durable = options.from.cursor;
    this.#end = { id: options.from.cursor, chain: options.from.chain };
  }

  /** The last entry in MySQL. */
  get durable(): StreamId {
    return this.#durable;
  }

  /** Whether more entries wait than fit into one batch. */
  get isBehind(): boolean {
    return this.#isBehind;
  }

  /** When the oldest entry of the batch under way was made, by the clock of Redis. */
  get writingSinceAt(): number | undefined {
    return this.#writingSinceAt;
  }

  /**
   * Copies until the signal aborts.
   * @throws ShardFenced when journal and control record do not match, or an entry cannot be parsed
   * @throws InvariantViolation when MySQL refuses a batch
   * @throws LostDuty when another worker has the shard by now
   * @throws RedisChanged when the generation is another one or Redis lacks entries
   */
  async run(signal: AbortSignal): Promise<void> {
    let notified: Promise<void> = Promise.resolve();
    let ahead: Promise<JournalRow[]> | undefined;
    while (!signal.aborted) {
      const rows = await (ahead ?? this.#read());
      this.#isBehind = rows.length === BATCH_MAX;
      // Otherwise the next batch takes what gathers while this one is written.
      ahead = this.#isBehind ? this.#read() : undefined;
      ahead?.catch(() => undefined);
      // Notices go out while the next entries are read.
      await notified;
      if (rows.length === 0) continue;
      const beganAtMs = performance.now();
      if (!(await this.#write(rows, signal))) return;
      notified = this.#notify(rows);
      notified.catch(() => undefined);
      const restMs = beganAtMs + GATHER_MS - performance.now();
      if (rows.length >= BUSY_ENTRIES && restMs > 0) await sleep(restMs, signal);
    }
    await notified;
  }

  /** The next entries with their chain, checked; none when none came in time. */
  async #read(): Promise<JournalRow[]> {
    const { link, failpoint } = this.#options;
    const read = await link.copying.readWithRecord(this.#end.id, BATCH_MAX, BLOCK_MS);
    const rows = this.#linked(read.entries);
    const last = rows.at(-1);
    if (last !== undefined) {
      this.#end = { id: { generation: last.generation, n: last.n }, chain: last.chain };
    }
    this.#compareRecord(read.record);
    if (last !== undefined) await failpoint("read");
    return rows;
  }

  /** Checks that the entries continue those read before without a gap; adds the chain of each. */
  #linked(entries: readonly StreamEntry[]): JournalRow[] {
    let { chain } = this.#end;
    let { n } = this.#end.id;
    return entries.map((entry) => {
      if (entry.n !== n + 1) throw new ShardFenced(`the journal goes from ${n} to ${entry.n}`);
      n = entry.n;
      chain = chainAfter(chain, entry.payload);
      if (n === this.#ahead?.n) this.#settle(chain);
      return { ...entry, chain, entry: parsed(entry) };
    });
  }

  /** Compares the record ahead with the chain of the entries, now that they have been read. */
  #settle(chain: string): void {
    if (chain !== this.#ahead?.chain) {
      throw new ShardFenced(`the chain of Redis at ${this.#ahead?.n} is not that of its journal`);
    }
    this.#ahead = undefined;
  }

  /** Compares the control record, read just after the entries, with generation and chain. */
  #compareRecord(record: ControlRecord | undefined): void {
    const { id, chain } = this.#end;
    if (record?.generation !== this.#options.duty.fence.generation || record.n < id.n) {
      throw new RedisChanged(`the record says ${record?.generation ?? 0}-${record?.n ?? 0}`);
    }
    this.#ahead ??= { n: record.n, chain: record.chain };
    if (this.#ahead.n === id.n) this.#settle(chain);
  }

  /** Tries until the batch is in MySQL; false when the signal aborts before. */
  async #write(rows: readonly JournalRow[], signal: AbortSignal): Promise<boolean> {
    const { duty, failpoint, onDurable } = this.#options;
    const { first, last } = endsOf(rows);
    const write = (connection: OwnConnection): Promise<void> =>
      writeBatch(connection, duty.fence, rows, failpoint);
    this.#writingSinceAt = first.entry.at;
    if (!(await untilWritten(signal, () => duty.commit(write), this.#options))) return false;
    this.#writingSinceAt = undefined;
    this.#durable = { generation: last.generation, n: last.n };
    onDurable(rows);
    return true;
  }

  async #notify(rows: readonly JournalRow[]): Promise<void> {
    const { link, failpoint, onReleased } = this.#options;
    const released = rows.filter(isAwaited);
    if (released.length > 0) {
      onReleased(released.map(({ entry }) => entry));
      // To the other nodes. A lost notice costs those who wait 200 ms: then they read MySQL.
      const payloads = released.map(({ payload }) => payload);
      await link.commands.publishCommitted(payloads).catch(() => undefined);
    }
    await failpoint("published");
  }
}
