// The only place that spells room names.
import type { ServerToClientSignals } from "../../client-sdk/protocol/signals.js";

export const queueRoom = (showtime: number): string => `show:${showtime}:queue`;
export const seatsRoom = (showtime: number): string => `show:${showtime}:seats`;
export const memberRoom = (memberNo: number): string => `user:${memberNo}`;
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;

/** Who hears a signal of a showtime: those who wait, those who watch the map, or both. */
export function showtimeRooms(showtime: number, signal: keyof ServerToClientSignals): string[] {
  if (signal === "queue:tick") return [queueRoom(showtime)];
  if (signal === "seats:delta") return [seatsRoom(showtime)];
  return [queueRoom(showtime), seatsRoom(showtime)];
}
