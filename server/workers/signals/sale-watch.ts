// Tells when a sale changes: by its organiser, by the clock, by its last seat.
import type { SaleState } from "../../../client-sdk/protocol/bodies.js";
import type { SaleChangedSignal } from "../../../client-sdk/protocol/signals.js";
import type { Broadcast } from "../../context.js";
import type { JournalEntry } from "../../journal/entry.js";
import type { QueueTick } from "../../redis/queue/tick.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { JournalledEntry } from "../duty/duty.js";
import type { ShowtimeId } from "../../journal/brands.js";

export interface SaleWatchOptions {
  readonly broadcast: Broadcast;
  readonly showtimes: () => readonly Showtime[];
}

/** What was told last of one sale. */
interface Told {
  readonly state: SaleState;
  readonly isSoldOut: boolean;
}

type SaleEntry = Extract<JournalEntry, { kind: "sale" }>;

export class SaleWatch {
  readonly #options: SaleWatchOptions;
  readonly #told = new Map<number, Told>();

  constructor(options: SaleWatchOptions) {
    this.#options = options;
  }

  take(entries: readonly JournalledEntry[]): void {
    for (const { entry } of entries) {
      if (entry.kind === "sale") this.#changed(entry);
      else if ("unsold" in entry) this.#counted(entry.showtime, entry.unsold);
    }
  }

  /** The clock's side of it: a sale opens and closes without anybody doing anything. */
  ticked(showtime: ShowtimeId, { state, unsold }: Pick<QueueTick, "state" | "unsold">): void {
    const now = { state, isSoldOut: unsold === 0 };
    const told = this.#told.get(showtime);
    this.#told.set(showtime, now);
    // What is seen first was told by the worker before, or is what everybody began with.
    if (told === undefined || (told.state === state && told.isSoldOut === now.isSoldOut)) return;
    this.#tell({ showtimeId: String(showtime), state, soldOut: now.isSoldOut });
  }

  /** Forgets what is no longer served. */
  forgetOthers(isServed: (showtime: ShowtimeId) => boolean): void {
    for (const id of this.#told.keys()) if (!isServed(id)) this.#told.delete(id);
  }

  #changed(entry: SaleEntry): void {
    const opensAt = this.#options.showtimes().find(({ id }) => id === entry.showtime)?.salesOpenAt;
    const isEarly = entry.state === "open" && opensAt !== undefined && entry.at < opensAt;
    const state = isEarly ? "scheduled" : (entry.state as SaleState);
    const isSoldOut = entry.unsold === 0;
    this.#told.set(entry.showtime, { state, isSoldOut });
    this.#tell({
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
    const told = this.#told.get(showtime);
    if (told === undefined || told.isSoldOut === (unsold === 0)) return;
    this.ticked(showtime, { state: told.state, unsold });
  }

  #tell(signal: SaleChangedSignal): void {
    this.#options.broadcast.toShowtime(Number(signal.showtimeId), "sale:changed", signal);
  }
}
