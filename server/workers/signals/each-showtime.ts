// One task for every showtime served, at one pace, one at a time for each: a showtime that is slow
// is left out of the next round and holds up no other.
import type { Logger } from "pino";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import { BackgroundLoop, logFailure } from "../../pace/background-loop.js";
import type { Millis } from "../../journal/brands.js";

export interface EachShowtimeOptions {
  readonly name: string;
  readonly everyMs: Millis;
  readonly log: Logger;
  readonly showtimes: () => readonly Showtime[];
  readonly task: (showtime: Showtime) => Promise<void>;
}

export class EachShowtime {
  readonly #options: EachShowtimeOptions;
  readonly #loop: BackgroundLoop;
  readonly #busy = new Map<number, Promise<void>>();

  constructor(options: EachShowtimeOptions) {
    this.#options = options;
    const { name, everyMs, log } = options;
    this.#loop = new BackgroundLoop({ name, pace: { everyMs }, log, turn: () => this.#round() });
  }

  start(): void {
    this.#loop.start();
  }

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
