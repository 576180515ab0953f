// The seat maps of this node. Redis is read once per version, for any number of clients: while the
// journal of the shard does not grow, all callers get the same map, and simultaneous callers share
// one read. The end of a journal is cached for a short time, but a write of this node invalidates
// it. So a read through a node sees every write that the node has answered.
import { LRUCache } from "lru-cache";
import type { SeatState } from "../../client-sdk/protocol/seat-state.js";
import { parseEntry, type JournalEntry } from "../journal/entry.js";
import { shardKey, type ShowtimeTarget } from "../redis/keys.js";
import type { ScriptRunner } from "../redis/script-runner.js";
import { foldSeats, type SeatChanges } from "../journal/seat-changes.js";
import { shardState } from "../redis/shard/state.js";
import { showSnapshot, type Snapshot } from "../redis/show/snapshot.js";
import type { Millis, ShardId } from "../journal/brands.js";

export type { Snapshot } from "../redis/show/snapshot.js";

/** The version of a client's map: the epoch and a number of the shard's journal. */
export interface SeatVersion {
  readonly epoch: number;
  readonly version: number;
}

export interface SeatDelta {
  readonly epoch: number;
  readonly from: number;
  readonly version: number;
  readonly changes: readonly (readonly [seat: number, state: SeatState])[];
}

export type SeatSync =
  | { readonly kind: "delta"; readonly delta: SeatDelta }
  | { readonly kind: "snapshot"; readonly snapshot: Snapshot };

interface NumberedEntry {
  readonly n: number;
  readonly entry: JournalEntry;
}

/** A point in a shard's history. */
interface Point {
  readonly epoch: number;
  readonly n: number;
}

/** The newest entries of a journal, oldest first. */
interface Tail extends Point {
  readonly entries: readonly NumberedEntry[];
}

/** A value that is read once. Until it is read, `point` is the earliest point it can be of. */
interface Kept<T> {
  point: Point;
  isRead: boolean;
  readonly value: Promise<T>;
}

/** The end of a journal, and the showtimes that this node has written to since it was read. */
interface KnownEnd {
  readonly askedAt: Millis;
  readonly value: Promise<Point>;
  readonly passedBy: Set<number>;
}

export interface ShardSeatMapOptions {
  readonly runner: ScriptRunner;
  /** Wall clock in ms. */
  readonly now?: () => number;
  /** How long the end of a journal is cached, in ms. Default: 50. */
  readonly freshMs?: Millis;
  /** How many maps are cached, and of how many journals the newest entries. Default: 256. */
  readonly keptMax?: number;
}

const FRESH_MS = 50;
/** With more entries than this since a version, the whole map is smaller than the changes. */
const FOLDED_MAX = 500;
const KEPT_MAX = 256;

/** Caches and reads the seat maps of all showtimes. */
export class ShardSeatMap {
  readonly #runner: ScriptRunner;
  readonly #now: () => number;
  readonly #freshMs: Millis;
  readonly #ends = new Map<number, KnownEnd>();
  readonly #snapshots: LRUCache<string, Kept<Snapshot>>;
  readonly #tails: LRUCache<number, Kept<Tail>>;

  constructor({ runner, now = Date.now, ...options }: ShardSeatMapOptions) {
    const { freshMs = FRESH_MS, keptMax = KEPT_MAX } = options;
    this.#snapshots = new LRUCache({ max: keptMax });
    this.#tails = new LRUCache({ max: keptMax });
    this.#runner = runner;
    this.#now = now;
    this.#freshMs = freshMs;
    runner.onJournalled(({ shard, showtime }) => {
      if (showtime !== undefined) this.#passEnd({ shard, showtime });
    });
  }

  /**
   * The states of all seats of a showtime. They include every write of this node, and the writes of
   * other nodes except those of the last `freshMs`.
   * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
   */
  async snapshot(target: ShowtimeTarget): Promise<Snapshot> {
    const end = await this.#end(target);
    const key = `${target.shard}:${target.showtime}`;
    return once(this.#snapshots, key, end, () => showSnapshot(this.#runner, target));
  }

  /**
   * The changes since a version when they are at most 500 entries, else the whole map.
   * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
   */
  async since(target: ShowtimeTarget, { epoch, version }: SeatVersion): Promise<SeatSync> {
    const end = await this.#end(target);
    const isNear = version <= end.n && end.n - version <= FOLDED_MAX;
    const changes =
      epoch === end.epoch && isNear ? await this.#changes(target, version, end) : undefined;
    if (changes === undefined) {
      return { kind: "snapshot", snapshot: await this.snapshot(target) };
    }
    return { kind: "delta", delta: { epoch, from: version, version: end.n, changes } };
  }

  /** Undefined when the journal was trimmed after that version, or the layout has changed. */
  async #changes(
    { shard, showtime }: ShowtimeTarget,
    version: number,
    end: Point,
  ): Promise<SeatDelta["changes"] | undefined> {
    if (version === end.n) return [];
    const tail = await once(this.#tails, shard, end, () => this.#readTail(shard, end.epoch));
    const since = tail.entries.filter(({ n }) => n > version && n <= end.n);
    if (since.length !== end.n - version) return undefined;
    const changes: SeatChanges = new Map();
    for (const { entry } of since) {
      if (!("showtime" in entry) || entry.showtime !== showtime) continue;
      if (entry.kind === "provisioned") return undefined;
      foldSeats(changes, entry);
    }
    return [...changes];
  }

  #end({ shard, showtime }: ShowtimeTarget): Promise<Point> {
    const known = this.#ends.get(shard);
    const isFresh = known !== undefined && this.#now() - known.askedAt < this.#freshMs;
    if (isFresh && !known.passedBy.has(showtime)) return known.value;
    const value = shardState(this.#runner, { shard });
    const asked: KnownEnd = { askedAt: this.#now(), value, passedBy: new Set() };
    this.#ends.set(shard, asked);
    value.catch(() => {
      if (this.#ends.get(shard) === asked) this.#ends.delete(shard);
    });
    return value;
  }

  /** The journal may have grown: its end is read again for this showtime, but not for others. */
  #passEnd({ shard, showtime }: ShowtimeTarget): void {
    const known = this.#ends.get(shard);
    if (known === undefined) return;
    known.passedBy.add(showtime);
    if (known.passedBy.size > KEPT_MAX) this.#ends.delete(shard);
  }

  async #readTail(shard: ShardId, epoch: number): Promise<Tail> {
    const key = shardKey(shard, "journal");
    // More entries than can be needed, because the journal grows while it is read.
    const rows = await this.#runner.client.xrevrange(key, "+", "-", "COUNT", FOLDED_MAX * 2);
    const entries = rows.map(([id, fields]) => ({
      n: Number(id.slice(id.indexOf("-") + 1)),
      entry: parseEntry(fields[1] ?? ""),
    }));
    return { epoch, n: entries[0]?.n ?? 0, entries: entries.reverse() };
  }
}

const reaches = (known: Point, wanted: Point): boolean =>
  known.epoch === wanted.epoch && known.n >= wanted.n;

/**
 * Returns the cached value when it is not older than the point; else the first caller reads it
 * again. A read that is under way may return a later point than it was started for, so callers wait
 * for it first. Thus no version is read twice.
 */
async function once<K extends string | number, T extends Point>(
  kept: LRUCache<K, Kept<T>>,
  key: K,
  point: Point,
  read: () => Promise<T>,
): Promise<T> {
  for (;;) {
    const known = kept.get(key);
    if (known === undefined) break;
    if (reaches(known.point, point)) return known.value;
    if (known.isRead) break;
    await known.value.catch(() => undefined);
  }
  const entry: Kept<T> = { point, isRead: false, value: read() };
  kept.set(key, entry);
  entry.value.then(
    (value) => {
      entry.point = value;
      entry.isRead = true;
    },
    () => {
      if (kept.get(key) === entry) kept.delete(key);
    },
  );
  return entry.value;
}
