// Runs one task for every served showtime, round after round. A showtime whose task still runs is
// left out of the next round, so a slow one delays no other.
import type { Logger } from "pino";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { BackgroundLoop, logFailure } from "../../pace/background-loop.js";
import type { Millis } from "../../journal/brands.js";

/** The task, and how often it runs. */
export interface EachShowtimeOptions {
  /** Field `loop` of the log lines. */
  readonly name: string;
  readonly everyMs: Millis;
  readonly log: Logger;
  readonly showtimes: () => readonly Showtime[];
  readonly task: (showtime: Showtime) => Promise<void>;
}

/** A loop over the served showtimes. */
export class EachShowtime {
  readonly #options: EachShowtimeOptions;
  readonly #loop: BackgroundLoop;
  readonly #busy = new Map<number, Promise<void>>();

  constructor(options: EachShowtimeOptions) {
    this.#options = options;
    const { name, everyMs, log } = options;
    this.#loop = new BackgroundLoop({ name, pace: { everyMs }, log, turn: () => this.#round() });
  }

  /** Begins with a round at once. */
  start(): void {
    this.#loop.start();
  }

  /** Waits for the tasks under way. */
  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#busy.values());
  }

  #round(): void {
    for (const showtime of this.#options.showtimes()) {
      if (!this.#busy.has(showtime.id)) this.#begin(showtime);
    }
  }

  #begin(showtime: Showtime): void {
    const done = this.#options
      .task(showtime)
      .catch((error: unknown) => logFailure(this.#options.log, this.#options.name, error))
      .finally(() => this.#busy.delete(showtime.id));
    this.#busy.set(showtime.id, done);
  }
}
