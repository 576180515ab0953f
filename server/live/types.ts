import type { Namespace, Server, Socket } from "socket.io";
import type {
  ClientToServerSignals,
  ServerToClientSignals,
} from "../../client-sdk/protocol/signals.js";
import type { Actor } from "../auth/actor.js";
import type { Millis } from "../journal/brands.js";

type NoSignals = Record<string, never>;

/** What a node keeps about one socket. */
export interface SocketState {
  actor: Actor;
  /** When the access token ends. */
  expiresAt: Millis;
}

/** A Socket.IO server that speaks the protocol's signals. */
export type LiveServer = Server<
  ClientToServerSignals,
  ServerToClientSignals,
  NoSignals,
  SocketState
>;
/** A namespace that speaks the protocol's signals. */
export type LiveNamespace = Namespace<
  ClientToServerSignals,
  ServerToClientSignals,
  NoSignals,
  SocketState
>;
/** One connected client. */
export type LiveSocket = Socket<
  ClientToServerSignals,
  ServerToClientSignals,
  NoSignals,
  SocketState
>;
