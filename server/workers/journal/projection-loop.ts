// Projects what is durable to the tables that members and organisers read, behind the durable
// batches and in larger ones: what has gathered within 100 ms makes one transaction. Its entries
// come from the journal loop, in memory; after a start or a gap they come from MySQL's own
// journal.
import { journalledAfter } from "../../db/repositories/shard-duty.js";
import type { Fence } from "../../db/journal/batch-writer.js";
import type { JournalRow } from "../../db/journal/journal-row.js";
import { writeProjected, type ProjectionStep } from "../../db/journal/projection-writer.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import type { StreamId } from "../../redis/journal/stream.js";
import type { LastingConnection } from "../duty/lasting-connection.js";
import { ShardFenced } from "../duty/shard-fenced.js";
import { parsed } from "./parsed-entry.js";
import { untilWritten, type Stalling } from "./until-written.js";

/** A step of a projection; tests stop a worker after each. */
export type ProjectionLoopStep = "gathered" | ProjectionStep;

/** What the loop projects, and on which connection. */
export interface ProjectionLoopOptions extends Stalling {
  readonly connection: LastingConnection;
  readonly fence: () => Fence;
  /** The last entry that is projected. */
  readonly from: StreamId;
  /** The number of the last durable entry. */
  readonly durableN: number;
  /** Whether durable batches wait: then the projection takes little time from them. */
  readonly isJournalBehind: () => boolean;
  readonly failpoint: (step: ProjectionLoopStep) => void | Promise<void>;
  /** How many entries it keeps in memory; default: 10,000. */
  readonly keptMax?: number;
}

const EVERY_MS = 100;
const BATCH_MAX = 2000;
/** While answers wait for durable batches: one batch of the projection in that time. */
const BEHIND_EVERY_MS = 250;
const KEPT_MAX = 10_000;
/** Bounds the end of a loop; 10,000 entries. */
const FINISH_BATCHES_MAX = 5;
/** Well below the 3 s after which the server closes a connection without statements. */
const ALIVE_EVERY_MS = 1000;

/** Projects the durable entries of one shard. */
export class ProjectionLoop {
  readonly #options: ProjectionLoopOptions;
  #projected: StreamId;
  #durableN: number;
  /** Rows without a gap, which follow the last one that was taken out. */
  #kept: JournalRow[] = [];
  /** The number of the last row that was kept or taken out. */
  #keptN: number;
  /** What is being projected: after a lost reply the very same rows are written again. */
  #taken: readonly JournalRow[] = [];
  #usedAtMs = 0;

  constructor(options: ProjectionLoopOptions) {
    this.#options = options;
    this.#projected = options.from;
    this.#keptN = options.from.n;
    this.#durableN = options.durableN;
  }

  /** The last entry that is projected. */
  get projected(): StreamId {
    return this.#projected;
  }

  /** Gets a batch that has become durable. It keeps no more than fits and follows without a gap. */
  take(rows: readonly JournalRow[]): void {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return;
    this.#durableN = last.n;
    const keptMax = this.#options.keptMax ?? KEPT_MAX;
    if (first.n !== this.#keptN + 1 || this.#kept.length + rows.length > keptMax) return;
    for (const row of rows) this.#kept.push(row);
    this.#keptN = last.n;
  }

  /**
   * Projects until the signal aborts.
   * @throws ShardFenced when MySQL's journal has a gap or an entry that cannot be parsed
   * @throws InvariantViolation when MySQL refuses a projection
   * @throws LostDuty when another worker has the shard by now
   */
  async run(signal: AbortSignal): Promise<void> {
    await pacedLoop(signal, { everyMs: EVERY_MS }, () => this.#turn(signal));
    await this.#finish();
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const unusedMs = performance.now() - this.#usedAtMs;
    const isWaiting = this.#projected.n < this.#durableN;
    if (isWaiting && this.#options.isJournalBehind() && unusedMs < BEHIND_EVERY_MS) return;
    if (!isWaiting && unusedMs < ALIVE_EVERY_MS) return;
    await (isWaiting ? this.#catchUp(signal) : this.#keepAlive());
    this.#usedAtMs = performance.now();
  }

  async #catchUp(signal: AbortSignal): Promise<void> {
    const { isJournalBehind } = this.#options;
    while (!signal.aborted && this.#projected.n < this.#durableN) {
      await untilWritten(signal, () => this.#projectNext(), this.#options);
      if (isJournalBehind()) return;
    }
  }

  /** At a clean stop, so that the tables are complete; the next worker does what fails here. */
  async #finish(): Promise<void> {
    try {
      for (let left = FINISH_BATCHES_MAX; left > 0 && this.#projected.n < this.#durableN; left--) {
        await this.#projectNext();
      }
    } catch {
      // MySQL is away, or the shard is another worker's.
    }
  }

  async #projectNext(): Promise<void> {
    const { connection, fence, failpoint } = this.#options;
    this.#taken = await this.#next();
    await failpoint("gathered");
    await connection.use((own) => writeProjected(own, fence(), this.#taken, failpoint));
    const last = this.#taken.at(-1);
    if (last !== undefined) this.#projected = { generation: last.generation, n: last.n };
    this.#taken = [];
  }

  /** The rows of an attempt that failed, else the next ones in memory, else those in MySQL. */
  async #next(): Promise<readonly JournalRow[]> {
    if (this.#taken.length > 0) return this.#taken;
    const rows = this.#kept.splice(0, BATCH_MAX);
    return rows.length > 0 ? rows : this.#fromMySql();
  }

  async #fromMySql(): Promise<JournalRow[]> {
    const { connection, fence } = this.#options;
    const range = { after: this.#projected.n, limit: BATCH_MAX };
    const found = await connection.use((own) => journalledAfter(own, fence().shard, range));
    const rows = found.map((row, i) => {
      if (row.n !== range.after + 1 + i) {
        throw new ShardFenced(`MySQL's journal has no entry ${range.after + 1 + i}`);
      }
      return { ...row, entry: parsed(row) };
    });
    const last = rows.at(-1);
    if (last === undefined) throw new ShardFenced(`MySQL's journal ends at ${range.after}`);
    this.#keptN = last.n;
    return rows;
  }

  /** A lost connection is opened again by the next projection. */
  async #keepAlive(): Promise<void> {
    const { connection } = this.#options;
    await connection.use((own) => own.select("SELECT 1")).catch(() => undefined);
  }
}
