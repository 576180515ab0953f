// What one journal entry does to the seats of its showtime: absolute states, so that entries may be
// folded, repeated and laid over each other.
import {
  SEAT_AVAILABLE,
  SEAT_BLOCKED,
  SEAT_HELD,
  SEAT_SOLD,
  type SeatState,
} from "../../client-sdk/protocol/seat-state.js";
import type { JournalEntry } from "./entry.js";

/** seat index → state. */
export type SeatChanges = Map<number, SeatState>;

/** Lays an entry's changes over those before it. */
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
