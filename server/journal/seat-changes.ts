// What one journal entry does to the seats of its showtime. The states are absolute, so that
// entries may be folded and repeated.
import {
  SEAT_AVAILABLE,
  SEAT_BLOCKED,
  SEAT_HELD,
  SEAT_SOLD,
  type SeatState,
} from "../../client-sdk/protocol/seat-state.js";
import type { JournalEntry } from "./entry.js";

/** Index of a seat in layout order → its state. */
export type SeatChanges = Map<number, SeatState>;

/** Adds the changes of an entry to those of the entries before it. */
export function foldSeats(changes: SeatChanges, entry: JournalEntry): void {
  const put = (seats: readonly number[], state: SeatState): void => {
    for (const seat of seats) changes.set(seat, state);
  };
  switch (entry.kind) {
    case "held":
      put(entry.freed, SEAT_AVAILABLE);
      put(entry.seats, SEAT_HELD);
      break;
    case "sold":
    case "paid":
      put(entry.seats, SEAT_SOLD);
      break;
    case "ended":
    case "cancelled":
    case "unblocked":
      put(entry.seats, SEAT_AVAILABLE);
      break;
    case "blocked":
      put(entry.seats, SEAT_BLOCKED);
      break;
    default:
  }
}
