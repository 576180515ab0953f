import { Op } from "sequelize";
import type { Database } from "../database.js";
import { seatsOf } from "../journal/reservation-rows.js";
import { reservationModel, type ReservationModel } from "../models/reservation.js";
import { afterCursor, pageOf, type RowPage, type PageRequest } from "./page.js";
import type { Amount, MemberNo, Millis, PayId, ShardId, ShowtimeId } from "../../journal/brands.js";

export type ReservationStatus = "held" | "confirmed" | "released" | "expired" | "cancelled";

/**
 * A reservation in MySQL. It may be older than the one in Redis, so ask Redis first. Instants in ms
 * since 1970, the total in the smallest unit of the currency.
 */
export interface Reservation {
  readonly id: string;
  readonly shard: ShardId;
  readonly showtimeId: ShowtimeId;
  readonly memberNo: MemberNo;
  readonly status: ReservationStatus;
  readonly area: number | undefined;
  readonly quantity: number;
  readonly total: Amount;
  /** Indexes in layout order; empty for an area. */
  readonly seats: readonly number[];
  readonly madeAt: Millis;
  readonly expiresAt: Millis;
  readonly paymentId: PayId | undefined;
}

export type ReservationFilter = {
  readonly memberNo?: MemberNo;
  readonly showtimeId?: ShowtimeId;
  readonly status?: ReservationStatus;
};

/** A reservation by its id, as far as the shard's worker has copied it to MySQL. */
export async function findReservation(db: Database, id: string): Promise<Reservation | undefined> {
  const [row] = await db.find(reservationModel(db), { where: { id } });
  return row === undefined ? undefined : toReservation(row);
}

/**
 * A page of reservations, newest first.
 * @throws AppError `VALIDATION` when the cursor is not one
 */
export async function reservationPage(
  db: Database,
  filter: ReservationFilter,
  page: PageRequest,
): Promise<RowPage<Reservation>> {
  const rows = await db.find(reservationModel(db), {
    where: { [Op.and]: [{ ...filter }, ...afterCursor(page.cursor)] },
    order: [
      ["madeAt", "DESC"],
      ["id", "DESC"],
    ],
    limit: page.limit + 1,
  });
  return pageOf(rows.map(toReservation), page.limit, ({ madeAt, id }) => ({ madeAt, id }));
}

const toReservation = (row: ReservationModel): Reservation => ({
  id: row.id,
  shard: row.shard,
  showtimeId: Number(row.showtimeId),
  memberNo: Number(row.memberNo),
  status: row.status as ReservationStatus,
  area: row.area ?? undefined,
  quantity: row.quantity,
  total: Number(row.total),
  seats: seatsOf(row.seats),
  madeAt: Number(row.madeAt),
  expiresAt: Number(row.expiresAt),
  paymentId: row.paymentId ?? undefined,
});
