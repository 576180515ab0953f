// Sends `sale:changed` when a sale changes: by its organiser, by the clock, by its last seat.
import type { SaleState } from "../../../client-sdk/protocol/bodies.js";
import type { SaleChangedSignal } from "../../../client-sdk/protocol/signals.js";
import type { Broadcast } from "../../context.js";
import type { EntryOf } from "../../journal/entry.js";
import type { QueueTick } from "../../redis/queue/tick.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { JournalledEntry } from "../duty/duty.js";
import type { ShowtimeId } from "../../journal/brands.js";

/** Where the signals go, and which showtimes are served. */
export interface SaleWatchOptions {
  readonly broadcast: Broadcast;
  readonly showtimes: () => readonly Showtime[];
}

/** What the last signal of one sale said. */
interface Announced {
  readonly state: SaleState;
  readonly isSoldOut: boolean;
}

type SaleEntry = EntryOf<"sale">;

/** Announces the changes of the sales of one shard. */
export class SaleWatch {
  readonly #options: SaleWatchOptions;
  readonly #announced = new Map<number, Announced>();

  constructor(options: SaleWatchOptions) {
    this.#options = options;
  }

  /** Takes the next entries of the journal. */
  take(entries: readonly JournalledEntry[]): void {
    for (const { entry } of entries) {
      if (entry.kind === "sale") this.#changed(entry);
      else if ("unsold" in entry) this.#counted(entry.showtime, entry.unsold);
    }
  }

  /** Takes the state of a sale at a tick: a sale also opens and closes by the clock alone. */
  ticked(showtime: ShowtimeId, { state, unsold }: Pick<QueueTick, "state" | "unsold">): void {
    const now = { state, isSoldOut: unsold === 0 };
    const before = this.#announced.get(showtime);
    this.#announced.set(showtime, now);
    // The worker before has announced the state that is seen first, or clients began with it.
    if (before === undefined || isSame(before, now)) return;
    this.#send({ showtimeId: String(showtime), state, soldOut: now.isSoldOut });
  }

  /** Forgets the showtimes that are no longer served. */
  forgetOthers(isServed: (showtime: ShowtimeId) => boolean): void {
    for (const id of this.#announced.keys()) if (!isServed(id)) this.#announced.delete(id);
  }

  #changed(entry: SaleEntry): void {
    const opensAt = this.#options.showtimes().find(({ id }) => id === entry.showtime)?.salesOpenAt;
    const isEarly = entry.state === "open" && opensAt !== undefined && entry.at < opensAt;
    const state = isEarly ? "scheduled" : (entry.state as SaleState);
    const isSoldOut = entry.unsold === 0;
    this.#announced.set(entry.showtime, { state, isSoldOut });
    this.#send({
      showtimeId: String(entry.showtime),
      state,
      soldOut: isSoldOut,
      mode: entry.mode as NonNullable<SaleChangedSignal["mode"]>,
      maxActive: entry.maxActive,
      perMinute: entry.perMinute,
      holdMs: entry.holdMs,
      sessionMs: entry.sessionMs,
      maxPerUser: entry.maxPerUser,
    });
  }

  #counted(showtime: ShowtimeId, unsold: number): void {
    const before = this.#announced.get(showtime);
    if (before === undefined || before.isSoldOut === (unsold === 0)) return;
    this.ticked(showtime, { state: before.state, unsold });
  }

  #send(signal: SaleChangedSignal): void {
    this.#options.broadcast.toShowtime(Number(signal.showtimeId), "sale:changed", signal);
  }
}

const isSame = (a: Announced, b: Announced): boolean =>
  a.state === b.state && a.isSoldOut === b.isSoldOut;
