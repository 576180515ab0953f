// Hands the journal to the loop beside the worker, from the last durable entry on, at that loop's
// own pace.
import type { Logger } from "pino";
import { parseEntry } from "../../journal/entry.js";
import type { JournalStream, StreamId } from "../../redis/journal/stream.js";
import type { DutyLoop } from "../duty/duty.js";

const BATCH_MAX = 500;
const BLOCK_MS = 1000;

export class TellingLoop {
  readonly #stream: JournalStream;
  readonly #loop: DutyLoop;
  readonly #log: Logger;
  #told: StreamId;

  constructor(parts: { stream: JournalStream; loop: DutyLoop; log: Logger; from: StreamId }) {
    this.#stream = parts.stream;
    this.#loop = parts.loop;
    this.#log = parts.log;
    this.#told = parts.from;
  }

  /** The last entry handed over. */
  get told(): StreamId {
    return this.#told;
  }

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const entries = await this.#stream.read(this.#told, BATCH_MAX, BLOCK_MS);
      const last = entries.at(-1);
      if (last === undefined || signal.aborted) continue;
      try {
        await this.#loop.onEntries(
          entries.map((entry) => ({ ...entry, entry: parseEntry(entry.payload) })),
        );
      } catch (error) {
        this.#log.error({ event: "signals.failed", err: error, from: entries[0]?.n });
      }
      this.#told = { generation: last.generation, n: last.n };
    }
  }
}
