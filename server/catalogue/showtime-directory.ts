// Where a showtime lives and what its layout is: read from MySQL once and kept, so that a crowd
// asks Redis alone. A change of layout or of the performance is told through `forget`.

import type { Amount, MemberNo, Millis, ShardId, ShowtimeId } from "../journal/brands.js";

/** One seat of a layout, in layout order: its index is the place in the `seats` string. */
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

export interface PriceClass {
  readonly id: string;
  readonly name: string;
  /** In the smallest unit of the currency. */
  readonly price: Amount;
}

export interface Area {
  readonly id: string;
  readonly name: string;
  readonly capacity: number;
  /** Index into `priceClasses`. */
  readonly priceClass: number;
}

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
  /** seat id → index in `seats`. */
  readonly seatIndex: ReadonlyMap<string, number>;
}

export interface ShowtimeDirectory {
  /** @param id as given from outside; @throws AppError `SHOWTIME_NOT_FOUND` */
  get(id: string | number): Promise<Showtime>;
  /** Undefined where there is no such showtime. */
  find(id: string | number): Promise<Showtime | undefined>;
  /** Every approved showtime of a shard that can still sell: what its worker serves. */
  onSale(shard: ShardId): Promise<readonly Showtime[]>;
  forget(id: number): void;
}
