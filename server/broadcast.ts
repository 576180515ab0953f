// What the workers tell, and the live door carries to the rooms of every node: a port, because
// neither imports the other.
import type { ServerToClientSignals } from "../client-sdk/protocol/signals.js";

export type ServerSignal = keyof ServerToClientSignals;
export type SignalPayload<S extends ServerSignal> = Parameters<ServerToClientSignals[S]>;

/** Never waits, never throws: a signal is never the only copy of anything. */
export interface Broadcast {
  /** To all who wait for a showtime or watch its map. */
  toShowtime<S extends ServerSignal>(
    showtime: number,
    signal: S,
    ...payload: SignalPayload<S>
  ): void;
  /** To every socket of one member. */
  toMember<S extends ServerSignal>(memberNo: number, signal: S, ...payload: SignalPayload<S>): void;
}
