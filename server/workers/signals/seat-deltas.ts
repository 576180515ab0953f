// The only author of seat deltas: folds the journal per showtime into absolute states and cuts at
// journal ids. Overlaps are harmless; where something may be missing, `from` is put above what
// clients have, and they ask for the map anew.
import type { Broadcast } from "../../context.js";
import { foldSeats, type SeatChanges } from "../../journal/seat-changes.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { JournalledEntry } from "../duty/duty.js";
import type { Millis } from "../../journal/brands.js";

export interface SeatDeltasOptions {
  readonly epoch: number;
  /** The entry before the first that will come. */
  readonly startN: number;
  readonly broadcast: Broadcast;
  readonly showtimes: () => readonly Showtime[];
  /** An empty delta after so much silence, in ms. */
  readonly silenceMs: Millis;
  /** A clock that only goes forward, in ms. */
  readonly now: () => number;
}

/** One showtime: told up to a number, changed since. */
interface Told {
  version: number;
  at: Millis;
  changes: SeatChanges;
}

/** More changed seats than this in one cut, and the whole map is less. */
const CHANGES_MAX = 4000;

export class SeatDeltas {
  readonly #options: SeatDeltasOptions;
  readonly #told = new Map<number, Told>();
  /** Numbers up to this one are in no delta any more: who has less must ask. */
  #floor: number;
  #n: number;

  constructor(options: SeatDeltasOptions) {
    this.#options = options;
    this.#floor = options.startN;
    this.#n = options.startN;
  }

  take(entries: readonly JournalledEntry[]): void {
    for (const { n, entry } of entries) {
      if (n <= this.#n) continue;
      if (n !== this.#n + 1) this.#forgetBefore(n);
      this.#n = n;
      if (!("showtime" in entry)) continue;
      const told = this.#of(entry.showtime);
      foldSeats(told.changes, entry);
      const isOther = entry.kind === "provisioned" || told.changes.size > CHANGES_MAX;
      if (isOther)
        this.#told.set(entry.showtime, { version: n, at: -Infinity, changes: new Map() });
    }
  }

  /** Sends what has changed, and an empty delta where it has been silent for long. */
  flush(): void {
    const { showtimes, silenceMs, now } = this.#options;
    const at = now();
    const served = new Set<number>();
    for (const { id, seats } of showtimes()) {
      served.add(id);
      const told = this.#of(id);
      if (told.changes.size > 0 || (seats.length > 0 && at - told.at >= silenceMs)) {
        this.#send(id, told, at);
      }
    }
    for (const [id, told] of this.#told) {
      if (served.has(id)) continue;
      if (told.changes.size > 0) this.#send(id, told, at);
      // It is forgotten; whoever comes back to it, with less than this, must ask.
      this.#floor = Math.max(this.#floor, told.version);
      this.#told.delete(id);
    }
  }

  #send(id: number, told: Told, at: Millis): void {
    this.#options.broadcast.toShowtime(id, "seats:delta", {
      showtimeId: String(id),
      epoch: this.#options.epoch,
      from: told.version,
      version: this.#n,
      changes: [...told.changes],
    });
    told.version = this.#n;
    told.at = at;
    told.changes = new Map();
  }

  #of(id: number): Told {
    const known = this.#told.get(id);
    if (known !== undefined) return known;
    const told: Told = { version: this.#floor, at: this.#options.now(), changes: new Map() };
    this.#told.set(id, told);
    return told;
  }

  /** Entries before n are lost: nobody may go on from less than n − 1. */
  #forgetBefore(n: number): void {
    this.#floor = n - 1;
    this.#told.clear();
  }
}
