// The only place that spells room names.
import type { ServerToClientSignals } from "../../client-sdk/protocol/signals.js";
import type { MemberNo, ShowtimeId } from "../journal/brands.js";

export const queueRoom = (showtime: ShowtimeId): string => `show:${showtime}:queue`;
export const seatsRoom = (showtime: ShowtimeId): string => `show:${showtime}:seats`;
export const memberRoom = (memberNo: MemberNo): string => `user:${memberNo}`;
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;

/** Who hears a signal of a showtime: those who wait, those who watch the map, or both. */
export function showtimeRooms(showtime: ShowtimeId, signal: keyof ServerToClientSignals): string[] {
  if (signal === "queue:tick") return [queueRoom(showtime)];
  if (signal === "seats:delta") return [seatsRoom(showtime)];
  return [queueRoom(showtime), seatsRoom(showtime)];
}
