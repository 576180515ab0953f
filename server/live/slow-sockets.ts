// Socket.IO has no back-pressure: a client that does not read fills the memory of the node. A
// socket with too much unsent is closed; its client reconnects and gets a snapshot.
import type { LiveNamespace, LiveSocket } from "./types.js";

const UNSENT_BYTES_MAX = 256 * 1024;

interface WebSocketTransport {
  readonly socket?: { readonly bufferedAmount?: number };
}

const unsentBytes = (socket: LiveSocket): number =>
  (socket.conn.transport as WebSocketTransport).socket?.bufferedAmount ?? 0;

/**
 * Closes the sockets that have too much unsent.
 * @param bytesMax default: 256 KiB
 * @returns how many were closed
 */
export function closeSlowSockets(namespace: LiveNamespace, bytesMax = UNSENT_BYTES_MAX): number {
  let closed = 0;
  for (const socket of namespace.sockets.values()) {
    if (unsentBytes(socket) <= bytesMax) continue;
    socket.conn.close(true);
    closed += 1;
  }
  return closed;
}
