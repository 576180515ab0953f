import type { Namespace, Server, Socket } from "socket.io";
import type {
  ClientToServerSignals,
  ServerToClientSignals,
} from "../../client-sdk/protocol/signals.js";
import type { Actor } from "../auth/actor.js";
import type { Millis } from "../journal/brands.js";

type NoSignals = Record<string, never>;

/** What a node remembers of one socket. */
export interface SocketState {
  actor: Actor;
  /** End of the access token, in ms. */
  expiresAt: Millis;
}

export type LiveServer = Server<
  ClientToServerSignals,
  ServerToClientSignals,
  NoSignals,
  SocketState
>;
export type LiveNamespace = Namespace<
  ClientToServerSignals,
  ServerToClientSignals,
  NoSignals,
  SocketState
>;
export type LiveSocket = Socket<
  ClientToServerSignals,
  ServerToClientSignals,
  NoSignals,
  SocketState
>;
