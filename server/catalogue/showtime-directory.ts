// The shard and the layout of each showtime: read from MySQL once and cached, so that a crowd needs
// Redis alone. A change of the layout or of the performance calls `forget`.
import type { Amount, MemberNo, Millis, ShardId, ShowtimeId } from "../journal/brands.js";

/**
 * One seat of a showtime; its index in layout order is its position in the `seats` key of Redis.
 */
export interface LayoutSeat {
  readonly id: string;
  readonly section: string;
  readonly row: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
  /** Index into `priceClasses` of the showtime. */
  readonly priceClass: number;
  readonly accessible: boolean;
  /** An aisle follows this seat: its neighbour in the row is not adjacent. */
  readonly aisle: boolean;
}

/** Name and price of a kind of seats or of an area. */
export interface PriceClass {
  readonly id: string;
  readonly name: string;
  readonly price: Amount;
}

/** Places without numbers, sold by quantity. */
export interface Area {
  readonly id: string;
  readonly name: string;
  readonly capacity: number;
  /** Index into `priceClasses`. */
  readonly priceClass: number;
}

/** One showtime, with its layout and the state of its performance. */
export interface Showtime {
  readonly id: ShowtimeId;
  readonly performanceId: number;
  readonly organiserNo: MemberNo;
  readonly shard: ShardId;
  readonly layoutVersion: number;
  readonly performanceState: "draft" | "submitted" | "approved" | "rejected" | "cancelled";
  readonly startsAt: Millis;
  readonly queueOpensAt: Millis | undefined;
  readonly salesOpenAt: Millis;
  readonly salesCloseAt: Millis | undefined;
  readonly priceClasses: readonly PriceClass[];
  readonly areas: readonly Area[];
  readonly seats: readonly LayoutSeat[];
  /** Id of a seat → its index in `seats`. */
  readonly seatIndex: ReadonlyMap<string, number>;
}

/** Finds showtimes, and caches what rarely changes about them. */
export interface ShowtimeDirectory {
  /**
   * The showtime of an id.
   * @param id a number, or a text that a client gave
   * @throws AppError `SHOWTIME_NOT_FOUND`
   */
  get(id: string | number): Promise<Showtime>;
  /** The showtime of an id; undefined where there is none. */
  find(id: string | number): Promise<Showtime | undefined>;
  /** Every approved showtime of a shard that can still sell: its worker serves these. */
  onSale(shard: ShardId): Promise<readonly Showtime[]>;
  /** Drops a showtime from the cache, so that it is read again. */
  forget(id: number): void;
}
