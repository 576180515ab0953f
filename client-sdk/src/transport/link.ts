// The parts of a client that its rooms, sessions, maps and holds share.

import type { LayoutBody, PaymentBody } from "../../protocol/bodies.js";
import type { SignalName, SignalTable } from "../../protocol/signals.js";
import type { BackoffOptions } from "./backoff.js";
import type { Connection } from "./connection.js";
import type { OnsaleError } from "../onsale-error.js";
import type { Rest } from "./rest.js";
import type { KeptTexts } from "./storage.js";

/** Time limits of a client, in milliseconds. */
export interface Timing {
  /** How long one signal or REST call waits for its answer. */
  readonly callTimeoutMs: number;
  /** How long a handshake may take: in a crowd much longer than an answer. */
  readonly connectTimeoutMs: number;
  /** How long a call is repeated. */
  readonly patienceMs: number;
  /** How long a payment is repeated. */
  readonly payPatienceMs: number;
  /** After so long without a tick, or without a delta of the map, the client asks for the state. */
  readonly silenceMs: number;
  /** So long after a member was called, the client asks whether the member is admitted. */
  readonly calledMs: number;
  /** The waits between repetitions. */
  readonly retry: BackoffOptions;
}

/** The time limits of a client that sets none. */
export const TIMING_DEFAULT: Timing = {
  callTimeoutMs: 10_000,
  connectTimeoutMs: 20_000,
  patienceMs: 60_000,
  payPatienceMs: 120_000,
  silenceMs: 5_000,
  calledMs: 2_000,
  retry: { minMs: 500, maxMs: 5_000, factor: 0.5 },
};

/** What a client shares with its rooms, sessions, maps and holds. */
export interface Link {
  readonly connection: Connection;
  readonly rest: Rest;
  readonly storage: KeptTexts;
  readonly timing: Timing;
  /** Sends a signal, and repeats it until it has a final answer or `patienceMs` is over. */
  ask<Name extends SignalName>(
    name: Name,
    input: SignalTable[Name]["input"],
  ): Promise<SignalTable[Name]["answer"]>;
  /** Reports that a signal is repeated, and why. */
  retried(signal: SignalName, error: OnsaleError): void;
  /** The layout of a showtime; fetched again when `isStale`. */
  layout(showtimeId: string, isStale?: boolean): Promise<LayoutBody>;
  /** Reports that a payment was answered as paid. */
  paid(payment: PaymentBody): void;
}
