// Copies the journal to MySQL, batch by batch, and tells this node and the others the entries of a
// committed batch for which callers wait. It continues the chain of MySQL over each batch and
// compares it with the control record of Redis.
import type { OwnConnection } from "../../db/own-connection.js";
import { writeBatch, type BatchStep } from "../../db/journal/batch-writer.js";
import type { JournalRow } from "../../db/journal/journal-row.js";
import {
  chainAfter,
  RedisChanged,
  type StreamEntry,
  type StreamId,
} from "../../redis/journal/stream.js";
import { shardState } from "../../redis/shard/state.js";
import type { DutyConnection } from "../duty/duty-connection.js";
import type { Recovered } from "../duty/recovery.js";
import type { RedisLink } from "../duty/redis-link.js";
import { ShardFenced } from "../duty/shard-fenced.js";
import type { JournalEntry } from "../../journal/entry.js";
import { parsed } from "./parsed-entry.js";
import type { ProjectionLoopStep } from "./projection-loop.js";
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

/** Whether a caller may wait until this operation is durable. */
const isAwaited = ({ entry }: JournalRow): boolean =>
  entry.op.startsWith("pay/") || entry.op.startsWith("wallet/credit:");

/** Copies the journal of one shard to MySQL. */
export class JournalLoop {
  readonly #options: JournalLoopOptions;
  #durable: StreamId;
  #chain: string;
  /** A control record of Redis that is ahead of the entries that have been read. */
  #ahead: { readonly n: number; readonly chain: string } | undefined;
  #writingSinceAt: Millis | undefined;

  constructor(options: JournalLoopOptions) {
    this.#options = options;
    this.#durable = options.from.cursor;
    this.#chain = options.from.chain;
  }

  /** The last entry in MySQL. */
  get durable(): StreamId {
    return this.#durable;
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
    const { link, failpoint } = this.#options;
    while (!signal.aborted) {
      const entries = await link.copying.read(this.#durable, BATCH_MAX, BLOCK_MS);
      const rows = this.#linked(entries);
      await this.#compareRecord(rows);
      const last = rows.at(-1);
      if (last === undefined) continue;
      await failpoint("read");
      this.#writingSinceAt = rows[0]?.entry.at;
      if (!(await this.#write(rows, signal))) return;
      this.#writingSinceAt = undefined;
      this.#durable = { generation: last.generation, n: last.n };
      this.#chain = last.chain;
      this.#options.onDurable(rows);
      await this.#publish(rows);
    }
  }

  /** Checks that the entries continue the durable ones without a gap; adds the chain of each. */
  #linked(entries: readonly StreamEntry[]): JournalRow[] {
    let chain = this.#chain;
    let { n } = this.#durable;
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

  /** Compares the control record, on the connection of the read, with generation and chain. */
  async #compareRecord(rows: readonly JournalRow[]): Promise<void> {
    const { duty, link } = this.#options;
    const { shard, generation } = duty.fence;
    const record = await shardState(link.copyingRunner, { shard });
    const end = rows.at(-1) ?? { n: this.#durable.n, chain: this.#chain };
    if (record.generation !== generation || record.n < end.n) {
      throw new RedisChanged(`the record says ${record.generation}-${record.n}`);
    }
    this.#ahead ??= { n: record.n, chain: record.chain };
    if (this.#ahead.n === end.n) this.#settle(end.chain);
  }

  /** Tries until the batch is in MySQL; false when the signal aborts before. */
  #write(rows: readonly JournalRow[], signal: AbortSignal): Promise<boolean> {
    const { duty, failpoint } = this.#options;
    const write = (connection: OwnConnection): Promise<void> =>
      writeBatch(connection, duty.fence, rows, failpoint);
    return untilWritten(signal, () => duty.commit(write), this.#options);
  }

  async #publish(rows: readonly JournalRow[]): Promise<void> {
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
