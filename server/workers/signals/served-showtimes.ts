// The showtimes that a shard's worker serves, read from the directory once a second. A showtime is
// served only after its waiting room was recovered on this Redis.
import type { Logger } from "pino";
import type { ScriptRunner } from "../../redis/script-runner.js";
import { queueRecover } from "../../redis/queue/recover.js";
import type { Showtime, ShowtimeDirectory } from "../../catalogue/showtime-directory.js";
import { logFailure } from "../../pace/background-loop.js";
import type { ShardId } from "../../journal/brands.js";

/** Where the showtimes come from. */
export interface ServedShowtimesOptions {
  readonly shard: ShardId;
  readonly runner: ScriptRunner;
  readonly directory: Pick<ShowtimeDirectory, "onSale">;
  readonly log: Logger;
}

/** A showtime that is no longer on sale is served for so many rounds more, to announce its end. */
const LINGER_ROUNDS = 5;

/** The served showtimes of one shard. */
export class ServedShowtimes {
  readonly #options: ServedShowtimesOptions;
  readonly #served = new Map<number, { showtime: Showtime; rounds: number }>();

  constructor(options: ServedShowtimesOptions) {
    this.#options = options;
  }

  /** All served showtimes. */
  list(): readonly Showtime[] {
    return [...this.#served.values()].map(({ showtime }) => showtime);
  }

  /** Whether a showtime is served. */
  has(id: number): boolean {
    return this.#served.has(id);
  }

  /** Reads the directory once. */
  async refresh(): Promise<void> {
    const { shard, directory } = this.#options;
    const onSale = await directory.onSale(shard);
    for (const [id, served] of this.#served) {
      served.rounds -= 1;
      if (served.rounds <= 0) this.#served.delete(id);
    }
    await Promise.all(onSale.map((showtime) => this.#serve(showtime)));
  }

  async #serve(showtime: Showtime): Promise<void> {
    const { shard, runner, log } = this.#options;
    try {
      if (!this.#served.has(showtime.id)) {
        const target = { shard, showtime: showtime.id };
        const { isRecovered } = await queueRecover(runner, target, {});
        if (isRecovered) log.info({ event: "queue.recovered", showtime: showtime.id });
      }
      this.#served.set(showtime.id, { showtime, rounds: LINGER_ROUNDS });
    } catch (error) {
      logFailure(log, "served", error);
    }
  }
}
