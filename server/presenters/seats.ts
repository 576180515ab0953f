import type { SeatsBody, SnapshotBody } from "../../client-sdk/protocol/bodies.js";
import { seatStatus, type SeatStatus } from "../../client-sdk/protocol/seat-state.js";
import type { Snapshot } from "../seat-map/shard-seat-map.js";
import type { LayoutSeat, Showtime } from "../catalogue/showtime-directory.js";

/** A snapshot of the seat map as `seats:watch` answers it: one byte for each seat. */
export const presentSnapshot = (snapshot: Snapshot): SnapshotBody => ({
  epoch: snapshot.epoch,
  version: snapshot.n,
  layoutVersion: snapshot.layoutVersion,
  states: snapshot.states,
});

/**
 * The seats as `GET /showtimes/{id}/seats` answers them, in layout order.
 * @param only seats of this status; default: all
 */
export function presentSeats(
  showtime: Showtime,
  { epoch, n, states }: Snapshot,
  only?: SeatStatus,
): SeatsBody {
  const seats = showtime.seats.map((seat, index) => present(showtime, seat, states[index] ?? 0));
  return {
    epoch,
    version: n,
    seats: only === undefined ? seats : seats.filter(({ status }) => status === only),
  };
}

function present(showtime: Showtime, seat: LayoutSeat, state: number): SeatsBody["seats"][number] {
  const priceClass = showtime.priceClasses[seat.priceClass];
  return {
    id: seat.id,
    section: seat.section,
    row: seat.row,
    number: seat.number,
    priceClass: priceClass?.id ?? "",
    price: priceClass?.price ?? 0,
    status: seatStatus(state),
  };
}
