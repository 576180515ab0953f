// What a room, a session and a hold share of their client.

import type { LayoutBody, PaymentBody } from "../../protocol/bodies.js";
import type { SignalName, SignalTable } from "../../protocol/signals.js";
import type { BackoffOptions } from "./backoff.js";
import type { Connection } from "./connection.js";
import type { OnsaleError } from "../onsale-error.js";
import type { Rest } from "./rest.js";
import type { KeptTexts } from "./storage.js";

export interface Timing {
  /** How long one signal waits for its ack. */
  readonly callTimeoutMs: number;
  /** How long a handshake may take: with a crowd at the door much longer than an answer. */
  readonly connectTimeoutMs: number;
  /** How long one question is asked again. */
  readonly patienceMs: number;
  /** How long a payment is asked for again. */
  readonly payPatienceMs: number;
  /** Without a tick, or without a delta of the map, for so long the state is asked for. */
  readonly silenceMs: number;
  /** Between being called and asking why nobody said so. */
  readonly calledMs: number;
  readonly retry: BackoffOptions;
}

export const TIMING_DEFAULT: Timing = {
  callTimeoutMs: 10_000,
  connectTimeoutMs: 20_000,
  patienceMs: 60_000,
  payPatienceMs: 120_000,
  silenceMs: 5_000,
  calledMs: 2_000,
  retry: { minMs: 500, maxMs: 5_000, factor: 0.5 },
};

export interface Link {
  readonly connection: Connection;
  readonly rest: Rest;
  readonly storage: KeptTexts;
  readonly timing: Timing;
  /** Asks until there is a final answer or patience is over. */
  ask<Name extends SignalName>(
    name: Name,
    input: SignalTable[Name]["input"],
  ): Promise<SignalTable[Name]["answer"]>;
  /** An answer that was none to what was asked; it is asked again. */
  retried(signal: SignalName, error: OnsaleError): void;
  layout(showtimeId: string, isStale?: boolean): Promise<LayoutBody>;
  /** A payment was answered: from here on it must be found in the books. */
  paid(payment: PaymentBody): void;
}
