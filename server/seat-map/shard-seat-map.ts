// Seat maps of this node. However many clients ask, Redis is asked once per version: while the
// shard's journal stands still the same answer serves, and what is asked at once is read once.
import type { SeatState } from "../../client-sdk/protocol/seat-state.js";
import { parseEntry, type JournalEntry } from "../journal/entry.js";
import { shardKey, type ShowtimeTarget } from "../redis/keys.js";
import type { ScriptRunner } from "../redis/script-runner.js";
import { foldSeats, type SeatChanges } from "../journal/seat-changes.js";
import { shardState } from "../redis/shard/state.js";
import { showSnapshot, type Snapshot } from "../redis/show/snapshot.js";

export type { Snapshot } from "../redis/show/snapshot.js";

/** What a client has: the version is a number of the shard's journal. */
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

/** Something read once, and the point from which it holds good. */
interface Kept<T> {
  point: Point;
  readonly value: Promise<T>;
}

export interface ShardSeatMapOptions {
  readonly runner: ScriptRunner;
  /** Wall clock in ms. */
  readonly now?: () => number;
  /** How long the end of a journal counts as known, in ms. */
  readonly freshMs?: number;
}

const FRESH_MS = 50;
/** More entries than this since a version, and the whole map is less. */
const FOLDED_MAX = 500;
const KEPT_MAX = 256;

export class ShardSeatMap {
  readonly #runner: ScriptRunner;
  readonly #now: () => number;
  readonly #freshMs: number;
  readonly #ends = new Map<number, { readonly at: number; readonly value: Promise<Point> }>();
  readonly #snapshots = new Map<string, Kept<Snapshot>>();
  readonly #tails = new Map<number, Kept<Tail>>();

  constructor({ runner, now = Date.now, freshMs = FRESH_MS }: ShardSeatMapOptions) {
    this.#runner = runner;
    this.#now = now;
    this.#freshMs = freshMs;
  }

  /**
   * Every seat's state; at most `freshMs` old.
   * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
   */
  async snapshot(target: ShowtimeTarget): Promise<Snapshot> {
    const end = await this.#end(target.shard);
    const key = `${target.shard}:${target.showtime}`;
    return once(this.#snapshots, key, end, () => showSnapshot(this.#runner, target, undefined));
  }

  /**
   * The changes since a version where they are few, else everything.
   * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
   */
  async since(target: ShowtimeTarget, { epoch, version }: SeatVersion): Promise<SeatSync> {
    const end = await this.#end(target.shard);
    const isNear = version <= end.n && end.n - version <= FOLDED_MAX;
    const changes =
      epoch === end.epoch && isNear ? await this.#changes(target, version, end) : undefined;
    if (changes === undefined) {
      return { kind: "snapshot", snapshot: await this.snapshot(target) };
    }
    return { kind: "delta", delta: { epoch, from: version, version: end.n, changes } };
  }

  /** Undefined where the journal no longer reaches back, or the layout is another. */
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

  #end(shard: number): Promise<Point> {
    const kept = this.#ends.get(shard);
    if (kept !== undefined && this.#now() - kept.at < this.#freshMs) return kept.value;
    const value = shardState(this.#runner, { shard });
    this.#ends.set(shard, { at: this.#now(), value });
    value.catch(() => this.#ends.delete(shard));
    return value;
  }

  async #readTail(shard: number, epoch: number): Promise<Tail> {
    const key = shardKey(shard, "journal");
    // Some more than may be asked for: it grows while it is read.
    const rows = await this.#runner.client.xrevrange(key, "+", "-", "COUNT", FOLDED_MAX * 2);
    const entries = rows.map(([id, fields]) => ({
      n: Number(id.slice(id.indexOf("-") + 1)),
      entry: parseEntry(fields[1] ?? ""),
    }));
    return { epoch, n: entries[0]?.n ?? 0, entries: entries.reverse() };
  }
}

/** What is kept where it is of this point or a later one, else read anew: by the first who asks. */
function once<K, T extends Point>(
  kept: Map<K, Kept<T>>,
  key: K,
  point: Point,
  read: () => Promise<T>,
): Promise<T> {
  const known = kept.get(key);
  if (known?.point.epoch === point.epoch && known.point.n >= point.n) return known.value;
  const entry: Kept<T> = { point, value: read() };
  kept.delete(key);
  kept.set(key, entry);
  const [oldest] = kept.keys();
  if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
  entry.value.then(
    (value) => {
      entry.point = value;
    },
    () => {
      if (kept.get(key) === entry) kept.delete(key);
    },
  );
  return entry.value;
}
