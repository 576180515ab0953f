import type { Broadcast } from "../context.js";
import type { MemberNo } from "../journal/brands.js";
import { memberRoom, showtimeRooms } from "./rooms.js";
import type { LiveNamespace, MemberSignal } from "./types.js";

/** A message between nodes stays small. */
const BATCH_MAX = 500;

/**
 * Sends the signals of workers to the rooms of every node. Signals of members go to the other nodes
 * in one message per turn of the event loop: each message costs a publication, and most members
 * have no socket on most nodes.
 */
export function createBroadcast(namespace: LiveNamespace): Broadcast {
  const has = (memberNo: MemberNo): boolean => namespace.adapter.rooms.has(memberRoom(memberNo));
  let waiting: MemberSignal[] = [];
  const flush = (): void => {
    const signals = waiting;
    waiting = [];
    for (let at = 0; at < signals.length; at += BATCH_MAX) {
      namespace.serverSideEmit("member-signals", signals.slice(at, at + BATCH_MAX));
    }
  };
  namespace.on("member-signals", (signals) => {
    for (const [memberNo, signal, payload] of signals) {
      if (has(memberNo)) namespace.local.to(memberRoom(memberNo)).emit(signal, ...payload);
    }
  });
  return {
    toShowtime: (showtime, signal, ...payload) => {
      namespace.to(showtimeRooms(showtime, signal)).emit(signal, ...payload);
    },
    toMember: (memberNo, signal, ...payload) => {
      if (has(memberNo)) namespace.local.to(memberRoom(memberNo)).emit(signal, ...payload);
      if (waiting.length === 0) queueMicrotask(flush);
      waiting.push([memberNo, signal, payload]);
    },
  };
}
