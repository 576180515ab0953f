// Delivers the journal to the loop that sends signals, from the last durable entry on and at the
// pace of that loop.
import type { Logger } from "pino";
import { parseEntry } from "../../journal/entry.js";
import type { JournalStream, StreamId } from "../../redis/journal/stream.js";
import type { DutyLoop } from "../duty/duty.js";

const BATCH_MAX = 500;
const BLOCK_MS = 1000;

/** Delivers the entries of one shard to its duty loop. */
export class DeliveryLoop {
  readonly #stream: JournalStream;
  readonly #loop: DutyLoop;
  readonly #log: Logger;
  #delivered: StreamId;

  constructor(parts: { stream: JournalStream; loop: DutyLoop; log: Logger; from: StreamId }) {
    this.#stream = parts.stream;
    this.#loop = parts.loop;
    this.#log = parts.log;
    this.#delivered = parts.from;
  }

  /** The last entry that was delivered. */
  get delivered(): StreamId {
    return this.#delivered;
  }

  /** Delivers until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const entries = await this.#stream.read(this.#delivered, BATCH_MAX, BLOCK_MS);
      const last = entries.at(-1);
      if (last === undefined || signal.aborted) continue;
      try {
        await this.#loop.onEntries(
          entries.map((entry) => ({ ...entry, entry: parseEntry(entry.payload) })),
        );
      } catch (error) {
        this.#log.error({ event: "signals.failed", err: error, from: entries[0]?.n });
      }
      this.#delivered = { generation: last.generation, n: last.n };
    }
  }
}
