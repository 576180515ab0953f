import type { PaymentBody, PaymentStatus, TicketBody } from "../../client-sdk/protocol/bodies.js";
import { ticketIdOf } from "../journal/ids.js";
import type { Showtime } from "../catalogue/showtime-directory.js";
import type { Amount, HoldId } from "../journal/brands.js";

/** A payment, read from Redis or from MySQL; seats and area are indexes into the showtime's. */
export interface Paid {
  readonly id: string;
  readonly reservationId: HoldId;
  readonly amount: Amount;
  readonly status: PaymentStatus;
  readonly seats: readonly number[];
  readonly area: number | undefined;
  readonly quantity: number;
}

const HAS_TICKETS: ReadonlySet<PaymentStatus> = new Set(["authorised", "captured"]);

/** One ticket for each seat, or for each unit of an area. */
function presentTickets(showtime: Showtime, paid: Paid): TicketBody[] {
  if (!HAS_TICKETS.has(paid.status)) return [];
  const area = paid.area === undefined ? undefined : showtime.areas[paid.area];
  return Array.from({ length: paid.quantity }, (_, i) => {
    const seat = showtime.seats[paid.seats[i] ?? -1];
    return {
      id: ticketIdOf(paid.id, i),
      ...(seat ? { seatId: seat.id } : {}),
      ...(area ? { areaId: area.id } : {}),
    };
  });
}

/** A payment as both doors answer it, with its tickets once it is authorised. */
export const presentPayment = (showtime: Showtime, paid: Paid): PaymentBody => ({
  id: paid.id,
  reservationId: paid.reservationId,
  amount: paid.amount,
  status: paid.status,
  tickets: presentTickets(showtime, paid),
});
