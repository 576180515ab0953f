// Removes from the stream in Redis what is durable, projected, delivered and a minute old: readers
// overlay what is not projected yet from the stream. It never trims by length, as that could
// remove entries that were not read yet.
import type { JournalLoop } from "./journal-loop.js";
import type { ProjectionLoop } from "./projection-loop.js";
import type { JournalStream, StreamId } from "../../redis/journal/stream.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import type { Millis } from "../../journal/brands.js";

/** What the loop trims, and when. */
export interface TrimLoopOptions {
  readonly commands: JournalStream;
  readonly journal: Pick<JournalLoop, "durable">;
  readonly projection: Pick<ProjectionLoop, "projected">;
  /** The last entry that was delivered to the signals; undefined when there are none. */
  readonly delivered: () => StreamId | undefined;
  /** Default: 10 s. */
  readonly everyMs?: Millis;
  /** How long a durable entry is kept; default: a minute. */
  readonly keepMs?: Millis;
}

const EVERY_MS = 10_000;
const KEEP_MS = 60_000;

/** The last durable entry at one instant of a monotonic clock. */
interface Mark {
  readonly id: StreamId;
  readonly atMs: Millis;
}

const lower = (a: StreamId, b: StreamId | undefined): StreamId =>
  b !== undefined && b.n < a.n ? b : a;

/** Trims the journal's stream of one shard. */
export class TrimLoop {
  readonly #options: TrimLoopOptions;
  /** Oldest first. */
  #marks: Mark[] = [];

  constructor(options: TrimLoopOptions) {
    this.#options = options;
  }

  /** Trims until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const afterMs = this.#options.everyMs ?? EVERY_MS;
    await pacedLoop(signal, { afterMs }, () => this.trim(performance.now()));
  }

  /**
   * Trims once.
   * @param nowMs of a clock that never goes back
   */
  async trim(nowMs: Millis): Promise<void> {
    const { commands, journal, projection, delivered, keepMs = KEEP_MS } = this.#options;
    this.#marks.push({ id: journal.durable, atMs: nowMs });
    const old = this.#marks.filter(({ atMs }) => atMs <= nowMs - keepMs).at(-1);
    if (old === undefined) return;
    this.#marks = this.#marks.filter(({ atMs }) => atMs >= old.atMs);
    await commands.condition();
    await commands.trimBefore(lower(lower(old.id, projection.projected), delivered()));
  }
}
