import type {
  ReservationBody,
  ReservationStatus,
  ReservedAreaBody,
  ReservedSeatBody,
} from "../../client-sdk/protocol/bodies.js";
import type { Reservation } from "../db/repositories/reservations.js";
import type { Hold, HoldStatus } from "../redis/seat/hold-reply.js";
import type { Showtime } from "../catalogue/showtime-directory.js";
import type { Amount, MemberNo, Millis } from "../journal/brands.js";

const SHOWN: Readonly<Record<HoldStatus, ReservationStatus>> = {
  held: "held",
  paid: "confirmed",
  released: "released",
  expired: "expired",
  cancelled: "cancelled",
};

/** A reservation, read from Redis or from MySQL; seats and area are indexes into the showtime's. */
export interface Reserved {
  readonly id: string;
  readonly memberNo: MemberNo;
  readonly status: ReservationStatus;
  readonly seats: readonly number[];
  readonly area: number | undefined;
  readonly quantity: number;
  readonly total: Amount;
  readonly deadlineAt: Millis;
}

/** The reservation that a hold in Redis makes. */
export const reservedOfHold = (hold: Hold): Reserved => ({
  ...hold,
  memberNo: hold.memberNo,
  status: SHOWN[hold.status],
});

/** The reservation of a row in MySQL. */
export const reservedOfRow = (row: Reservation): Reserved => ({
  ...row,
  deadlineAt: row.expiresAt,
});

function presentSeat(showtime: Showtime, index: number): ReservedSeatBody {
  const seat = showtime.seats[index];
  const priceClass = seat && showtime.priceClasses[seat.priceClass];
  if (!seat || !priceClass) throw new Error(`showtime ${showtime.id} has no seat ${index}`);
  const { id, section, row, number } = seat;
  return { id, section, row, number, priceClass: priceClass.id, price: priceClass.price };
}

function presentArea(showtime: Showtime, index: number, quantity: number): ReservedAreaBody {
  const area = showtime.areas[index];
  const priceClass = area && showtime.priceClasses[area.priceClass];
  if (!area || !priceClass) throw new Error(`showtime ${showtime.id} has no area ${index}`);
  const { id, name } = area;
  return { id, name, priceClass: priceClass.id, price: priceClass.price, quantity };
}

/**
 * A reservation as both doors answer it.
 * @param currency ISO 4217 code of `total` and of the prices
 * @throws Error when the showtime has no such seat or area
 */
export function presentReservation(
  showtime: Showtime,
  reserved: Reserved,
  currency: string,
): ReservationBody {
  return {
    id: reserved.id,
    showtimeId: String(showtime.id),
    status: reserved.status,
    seats: reserved.seats.map((index) => presentSeat(showtime, index)),
    ...(reserved.area === undefined
      ? {}
      : { area: presentArea(showtime, reserved.area, reserved.quantity) }),
    total: reserved.total,
    currency,
    expiresAt: new Date(reserved.deadlineAt).toISOString(),
  };
}
