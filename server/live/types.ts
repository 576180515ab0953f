import type { Namespace, Server, Socket } from "socket.io";
import type {
  ClientToServerSignals,
  ServerToClientSignals,
} from "../../client-sdk/protocol/signals.js";
import type { Actor } from "../auth/actor.js";
import type { ServerSignal, SignalPayload } from "../context.js";
import type { MemberNo, Millis } from "../journal/brands.js";

/** A signal of a member on its way to the other nodes. */
export type MemberSignal = readonly [
  memberNo: MemberNo,
  signal: ServerSignal,
  payload: SignalPayload<ServerSignal>,
];

/** What nodes send to each other. */
interface NodeSignals {
  "member-signals": (signals: readonly MemberSignal[]) => void;
}

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
  NodeSignals,
  SocketState
>;
/** A namespace that speaks the protocol's signals. */
export type LiveNamespace = Namespace<
  ClientToServerSignals,
  ServerToClientSignals,
  NodeSignals,
  SocketState
>;
/** One connected client. */
export type LiveSocket = Socket<
  ClientToServerSignals,
  ServerToClientSignals,
  NodeSignals,
  SocketState
>;
