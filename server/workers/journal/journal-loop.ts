// Copies the journal to MySQL, batch by batch, and releases the answers of class A that a committed
// batch holds. The chain is folded here from MySQL's own and compared with Redis's record.
import type { OwnConnection } from "../../db/own-connection.js";
import { writeBatch, type BatchStep } from "../../db/journal/batch-writer.js";
import { InvariantViolation, LostDuty } from "../../db/journal/invariant-violation.js";
import type { JournalRow } from "../../db/journal/journal-row.js";
import { parseEntry, type JournalEntry } from "../../journal/entry.js";
import {
  chainAfter,
  RedisChanged,
  type StreamEntry,
  type StreamId,
} from "../../redis/journal/stream.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import { shardState } from "../../redis/shard/state.js";
import type { DutyConnection } from "../duty/duty-connection.js";
import type { Recovered } from "../duty/recovery.js";
import type { RedisLink } from "../duty/redis-link.js";
import { ShardFenced } from "../duty/shard-fenced.js";
import type { Millis } from "../../journal/brands.js";

export type JournalStep = "read" | BatchStep | "published";

export interface JournalLoopOptions {
  readonly duty: DutyConnection;
  readonly link: RedisLink;
  readonly from: Recovered;
  readonly failpoint: (step: JournalStep) => void | Promise<void>;
  /** Told once when MySQL stops taking batches, and once when it takes them again. */
  readonly onStall: (error: unknown) => void;
  readonly onFlow: () => void;
}

const BATCH_MAX = 500;
const BLOCK_MS = 1000;
const RETRY_MS = 200;

const isClassA = ({ entry }: JournalRow): boolean =>
  entry.op.startsWith("pay/") || entry.op.startsWith("wallet/credit:");

/** What nobody can read nobody can keep: the shard must not go on selling. */
function readable({ n, payload }: StreamEntry): JournalEntry {
  try {
    return parseEntry(payload);
  } catch (error) {
    throw new ShardFenced(`entry ${n} cannot be read: ${String(error)}`);
  }
}

export class JournalLoop {
  readonly #options: JournalLoopOptions;
  #durable: StreamId;
  #chain: string;
  /** A record of Redis that lies ahead of what has been read. */
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

  /** Redis time of the oldest entry that is being written just now. */
  get writingSinceAt(): number | undefined {
    return this.#writingSinceAt;
  }

  /** @throws ShardFenced, InvariantViolation, LostDuty, RedisChanged */
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
      if (!(await this.#remember(rows, signal))) return;
      this.#writingSinceAt = undefined;
      this.#durable = { generation: last.generation, n: last.n };
      this.#chain = last.chain;
      await this.#publish(rows);
    }
  }

  /** Entries that follow on each other and on what is durable, each with its chain. */
  #linked(entries: readonly StreamEntry[]): JournalRow[] {
    let chain = this.#chain;
    let { n } = this.#durable;
    return entries.map((entry) => {
      if (entry.n !== n + 1) throw new ShardFenced(`the journal goes from ${n} to ${entry.n}`);
      n = entry.n;
      chain = chainAfter(chain, entry.payload);
      if (n === this.#ahead?.n) this.#settle(chain);
      return { ...entry, chain, entry: readable(entry) };
    });
  }

  #settle(chain: string): void {
    if (chain !== this.#ahead?.chain) {
      throw new ShardFenced(`the chain of Redis at ${this.#ahead?.n} is not that of its journal`);
    }
    this.#ahead = undefined;
  }

  /** On the very connection that was read: is the record that of this generation and chain? */
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

  /** Tries until it is in MySQL; false when told to end before. */
  async #remember(rows: readonly JournalRow[], signal: AbortSignal): Promise<boolean> {
    const { duty, failpoint, onStall, onFlow } = this.#options;
    const write = (connection: OwnConnection): Promise<void> =>
      writeBatch(connection, duty.fence, rows, failpoint);
    let isStalled = false;
    const end = await pacedLoop(signal, { afterMs: RETRY_MS }, async () => {
      try {
        await duty.commit(write);
        if (isStalled) onFlow();
        return "done";
      } catch (error) {
        if (error instanceof InvariantViolation || error instanceof LostDuty) throw error;
        if (!isStalled) onStall(error);
        isStalled = true;
        return undefined;
      }
    });
    return end === "done";
  }

  async #publish(rows: readonly JournalRow[]): Promise<void> {
    const released = rows.filter(isClassA).map(({ payload }) => payload);
    // A notice that is lost costs its waiters 200 ms: they ask MySQL.
    if (released.length > 0) {
      await this.#options.link.commands.publishCommitted(released).catch(() => undefined);
    }
    await this.#options.failpoint("published");
  }
}
