// The only sender of `seats:delta`: it folds the entries of each showtime into absolute states and
// cuts them at journal numbers. Overlaps are harmless; where entries may be missing, `from` is
// above the version of the clients, and they ask for the map again.
import type { Broadcast } from "../../context.js";
import { foldSeats, type SeatChanges } from "../../journal/seat-changes.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { JournalledEntry } from "../duty/duty.js";
import type { Millis } from "../../journal/brands.js";

/** Where the deltas begin and go. */
export interface SeatDeltasOptions {
  readonly epoch: number;
  /** Number of the entry before the first that will come. */
  readonly startN: number;
  readonly broadcast: Broadcast;
  readonly showtimes: () => readonly Showtime[];
  /** An empty delta is sent after so much silence. */
  readonly silenceMs: Millis;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/** What the clients of one showtime have not got yet. */
interface Unsent {
  /** The version up to which deltas were sent. */
  version: number;
  /** When the last delta was sent, by the clock of the options. */
  sentAt: Millis;
  changes: SeatChanges;
}

/** With more changed seats than this in one delta, the whole map is smaller. */
const CHANGES_MAX = 4000;

/** Sends the deltas of the showtimes of one shard. */
export class SeatDeltas {
  readonly #options: SeatDeltasOptions;
  readonly #unsent = new Map<number, Unsent>();
  /** No delta has the entries up to this number any more: clients with less must ask. */
  #floor: number;
  #n: number;

  constructor(options: SeatDeltasOptions) {
    this.#options = options;
    this.#floor = options.startN;
    this.#n = options.startN;
  }

  /** Takes the next entries of the journal. */
  take(entries: readonly JournalledEntry[]): void {
    for (const { n, entry } of entries) {
      if (n <= this.#n) continue;
      if (n !== this.#n + 1) this.#forgetBefore(n);
      this.#n = n;
      if (!("showtime" in entry)) continue;
      const unsent = this.#of(entry.showtime);
      foldSeats(unsent.changes, entry);
      const mustAsk = entry.kind === "provisioned" || unsent.changes.size > CHANGES_MAX;
      if (mustAsk) {
        const none: SeatChanges = new Map();
        this.#unsent.set(entry.showtime, { version: n, sentAt: -Infinity, changes: none });
      }
    }
  }

  /** Sends the changes of each showtime, and an empty delta after a long silence. */
  flush(): void {
    const { showtimes, silenceMs, now } = this.#options;
    const at = now();
    const served = new Set<number>();
    for (const { id, seats } of showtimes()) {
      served.add(id);
      const unsent = this.#of(id);
      if (unsent.changes.size > 0 || (seats.length > 0 && at - unsent.sentAt >= silenceMs)) {
        this.#send(id, unsent, at);
      }
    }
    for (const [id, unsent] of this.#unsent) {
      if (served.has(id)) continue;
      if (unsent.changes.size > 0) this.#send(id, unsent, at);
      // The showtime is forgotten: when it is served again, clients with less than this must ask.
      this.#floor = Math.max(this.#floor, unsent.version);
      this.#unsent.delete(id);
    }
  }

  #send(id: number, unsent: Unsent, at: Millis): void {
    this.#options.broadcast.toShowtime(id, "seats:delta", {
      showtimeId: String(id),
      epoch: this.#options.epoch,
      from: unsent.version,
      version: this.#n,
      changes: [...unsent.changes],
    });
    unsent.version = this.#n;
    unsent.sentAt = at;
    unsent.changes = new Map();
  }

  #of(id: number): Unsent {
    const known = this.#unsent.get(id);
    if (known !== undefined) return known;
    const { now } = this.#options;
    const unsent: Unsent = { version: this.#floor, sentAt: now(), changes: new Map() };
    this.#unsent.set(id, unsent);
    return unsent;
  }

  /** Entries before n are lost: clients with less than n − 1 must ask for the map. */
  #forgetBefore(n: number): void {
    this.#floor = n - 1;
    this.#unsent.clear();
  }
}
