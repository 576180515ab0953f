// The only place that spells room names.
import type { ServerToClientSignals } from "../../client-sdk/protocol/signals.js";
import type { MemberNo, ShowtimeId } from "../journal/brands.js";

/** The sockets that wait in the queue of a showtime. */
export const queueRoom = (showtime: ShowtimeId): string => `show:${showtime}:queue`;
/** The sockets that watch the seat map of a showtime. */
export const seatsRoom = (showtime: ShowtimeId): string => `show:${showtime}:seats`;
/** The sockets of one member. */
export const memberRoom = (memberNo: MemberNo): string => `user:${memberNo}`;
/** The sockets of one session, which is one login. */
export const sessionRoom = (sessionId: string): string => `session:${sessionId}`;

/** The rooms that get a signal of a showtime: the queue, the seat map, or both. */
export function showtimeRooms(showtime: ShowtimeId, signal: keyof ServerToClientSignals): string[] {
  if (signal === "queue:tick") return [queueRoom(showtime)];
  if (signal === "seats:delta") return [seatsRoom(showtime)];
  return [queueRoom(showtime), seatsRoom(showtime)];
}
