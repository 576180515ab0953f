// Socket.IO has no back-pressure: a reader that stands still fills the node's memory. Whoever has
// more than this unsent is closed and comes back to a snapshot.
import type { LiveNamespace, LiveSocket } from "./types.js";

const UNSENT_BYTES_MAX = 256 * 1024;

interface WebSocketTransport {
  readonly socket?: { readonly bufferedAmount?: number };
}

const unsentBytes = (socket: LiveSocket): number =>
  (socket.conn.transport as WebSocketTransport).socket?.bufferedAmount ?? 0;

/** Looks once; @returns how many sockets were closed. */
export function closeSlowSockets(namespace: LiveNamespace, bytesMax = UNSENT_BYTES_MAX): number {
  let closed = 0;
  for (const socket of namespace.sockets.values()) {
    if (unsentBytes(socket) <= bytesMax) continue;
    socket.conn.close(true);
    closed += 1;
  }
  return closed;
}
