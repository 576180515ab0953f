import type { Broadcast } from "../context.js";
import { memberRoom, showtimeRooms } from "./rooms.js";
import type { LiveNamespace } from "./types.js";

/** Sends the signals of workers to the rooms of every node, through the adapter. */
export function createBroadcast(namespace: LiveNamespace): Broadcast {
  return {
    toShowtime: (showtime, signal, ...payload) => {
      namespace.to(showtimeRooms(showtime, signal)).emit(signal, ...payload);
    },
    toMember: (memberNo, signal, ...payload) => {
      namespace.to(memberRoom(memberNo)).emit(signal, ...payload);
    },
  };
}
