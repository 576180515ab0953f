// Forgets in Redis what is durable, told, and a minute old; never by length, which once took
// entries that nobody had read.
import type { JournalLoop } from "./journal-loop.js";
import type { JournalStream, StreamId } from "../../redis/journal/stream.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import type { Millis } from "../../journal/brands.js";

export interface TrimLoopOptions {
  readonly commands: JournalStream;
  readonly journal: Pick<JournalLoop, "durable">;
  /** Where the signals are; undefined when there are none. */
  readonly told: () => StreamId | undefined;
  readonly everyMs?: Millis;
  readonly keepMs?: Millis;
}

const EVERY_MS = 10_000;
const KEEP_MS = 60_000;

interface Mark {
  readonly id: StreamId;
  readonly atMs: Millis;
}

const lower = (a: StreamId, b: StreamId | undefined): StreamId =>
  b !== undefined && b.n < a.n ? b : a;

export class TrimLoop {
  readonly #options: TrimLoopOptions;
  /** What was durable when, oldest first. */
  #marks: Mark[] = [];

  constructor(options: TrimLoopOptions) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const afterMs = this.#options.everyMs ?? EVERY_MS;
    await pacedLoop(signal, { afterMs }, () => this.trim(performance.now()));
  }

  /** @param nowMs of a clock that only moves on */
  async trim(nowMs: Millis): Promise<void> {
    const { commands, journal, told, keepMs = KEEP_MS } = this.#options;
    this.#marks.push({ id: journal.durable, atMs: nowMs });
    const old = this.#marks.filter(({ atMs }) => atMs <= nowMs - keepMs).at(-1);
    if (old === undefined) return;
    this.#marks = this.#marks.filter(({ atMs }) => atMs >= old.atMs);
    await commands.condition();
    await commands.trimBefore(lower(old.id, told()));
  }
}
