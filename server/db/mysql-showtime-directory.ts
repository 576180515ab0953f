// The directory of showtimes, read from MySQL and cached. A cached showtime is returned at once,
// and when it is more than 2 s old it is read again in the background. So a crowd costs no queries,
// the changes of other nodes arrive after seconds, and members can join while MySQL is away. Only
// showtimes that are not on sale yet are read before the answer.
import { LRUCache } from "lru-cache";
import { AppError } from "../errors.js";
import { placeSeats, type PlacedSeat } from "../catalogue/layout-document.js";
import type { LayoutSeat, Showtime, ShowtimeDirectory } from "../catalogue/showtime-directory.js";
import type { Database } from "./database.js";
import { layoutById } from "./repositories/layouts.js";
import { showtimeById, showtimesOnSale, type ShowtimeRecord } from "./repositories/showtimes.js";
import type { Millis, ShardId } from "../journal/brands.js";

export interface DirectoryOptions {
  readonly now: () => number;
  /** The age at which a showtime on sale is read again in the background. Default: 2000. */
  readonly refreshMs?: Millis;
  readonly entriesMax?: number;
}

interface Entry {
  readonly showtime: Showtime;
  readonly readAt: Millis;
}

const REFRESH_MS = 2000;
const NOT_ON_SALE_MS = 250;
const ENTRIES_MAX = 500;
const ID_MAX = 4_294_967_295;
const CLOSED_FOR_MS = 86_400_000;

/** Creates the directory of this node. */
export function createShowtimeDirectory(
  db: Database,
  options: DirectoryOptions,
): ShowtimeDirectory {
  return new MysqlShowtimeDirectory(db, options);
}

class MysqlShowtimeDirectory implements ShowtimeDirectory {
  readonly #db: Database;
  readonly #options: DirectoryOptions;
  readonly #entries: LRUCache<number, Entry>;
  readonly #reading = new Map<number, Promise<Showtime | undefined>>();

  constructor(db: Database, options: DirectoryOptions) {
    this.#db = db;
    this.#options = options;
    this.#entries = new LRUCache({ max: options.entriesMax ?? ENTRIES_MAX });
  }

  async get(id: string | number): Promise<Showtime> {
    const showtime = await this.find(id);
    if (showtime === undefined) throw new AppError("SHOWTIME_NOT_FOUND");
    return showtime;
  }

  async find(id: string | number): Promise<Showtime | undefined> {
    const known = asShowtimeId(id);
    if (known === undefined) return undefined;
    const entry = this.#entries.get(known);
    if (entry === undefined) return this.#read(known);
    const age = this.#options.now() - entry.readAt;
    if (entry.showtime.performanceState !== "approved") {
      return age < NOT_ON_SALE_MS ? entry.showtime : this.#read(known);
    }
    if (age >= (this.#options.refreshMs ?? REFRESH_MS)) this.#refresh(known, entry);
    return entry.showtime;
  }

  async onSale(shard: ShardId): Promise<readonly Showtime[]> {
    const closedAfter = new Date(this.#options.now() - CLOSED_FOR_MS);
    const records = await showtimesOnSale(this.#db, shard, closedAfter);
    const found: Showtime[] = [];
    for (const record of records) found.push(await this.#load(record));
    return found;
  }

  forget(id: number): void {
    this.#entries.delete(id);
    this.#reading.delete(id);
  }

  /** Simultaneous callers share one query. */
  #read(id: number): Promise<Showtime | undefined> {
    const reading = this.#reading.get(id);
    if (reading !== undefined) return reading;
    const read = this.#readRecord(id).finally(() => {
      if (this.#reading.get(id) === read) this.#reading.delete(id);
    });
    this.#reading.set(id, read);
    return read;
  }

  async #readRecord(id: number): Promise<Showtime | undefined> {
    const record = await showtimeById(this.#db, id);
    if (record === undefined) {
      this.#entries.delete(id);
      return undefined;
    }
    return this.#load(record);
  }

  #refresh(id: number, entry: Entry): void {
    // Set before the answer comes, so that a MySQL that is away gets one query per interval.
    this.#entries.set(id, { ...entry, readAt: this.#options.now() });
    void this.#read(id).catch(() => undefined);
  }

  async #load(record: ShowtimeRecord): Promise<Showtime> {
    const before = this.#entries.get(record.id)?.showtime;
    const isSameLayout = before?.layoutVersion === record.layoutVersion;
    const seats = isSameLayout ? before.seats : await this.#seats(record);
    const seatIndex = isSameLayout
      ? before.seatIndex
      : new Map(seats.map((seat, index) => [seat.id, index]));
    const showtime = asShowtime(record, { seats, seatIndex });
    this.#entries.set(record.id, { showtime, readAt: this.#options.now() });
    return showtime;
  }

  async #seats(record: ShowtimeRecord): Promise<readonly LayoutSeat[]> {
    const layout = await layoutById(this.#db, record.layoutId);
    if (layout === undefined) throw new Error(`no layout ${record.layoutId}`);
    const classes = classIndex(record);
    return placeSeats(layout.document).seats.map((seat) => asLayoutSeat(seat, classes));
  }
}

function asShowtimeId(id: string | number): number | undefined {
  const value = typeof id === "number" ? id : /^\d{1,10}$/.test(id) ? Number(id) : NaN;
  return Number.isInteger(value) && value >= 1 && value <= ID_MAX ? value : undefined;
}

const classIndex = (record: ShowtimeRecord): ReadonlyMap<string, number> =>
  new Map(record.priceClasses.map(({ id }, index) => [id, index]));

function indexOf(classes: ReadonlyMap<string, number>, id: string): number {
  const index = classes.get(id);
  if (index === undefined) throw new Error(`no price class ${id}`);
  return index;
}

const asLayoutSeat = (seat: PlacedSeat, classes: ReadonlyMap<string, number>): LayoutSeat => ({
  ...seat,
  priceClass: indexOf(classes, seat.priceClass),
});

function asShowtime(
  record: ShowtimeRecord,
  layout: Pick<Showtime, "seats" | "seatIndex">,
): Showtime {
  const classes = classIndex(record);
  return {
    id: record.id,
    performanceId: record.performanceId,
    organiserNo: record.organiserNo,
    shard: record.shard,
    layoutVersion: record.layoutVersion,
    performanceState: record.performanceState,
    startsAt: record.startsAt.getTime(),
    queueOpensAt: record.queueOpensAt?.getTime(),
    salesOpenAt: record.salesOpenAt.getTime(),
    salesCloseAt: record.salesCloseAt?.getTime(),
    priceClasses: record.priceClasses,
    areas: record.areas.map((area) => ({ ...area, priceClass: indexOf(classes, area.priceClass) })),
    ...layout,
  };
}
