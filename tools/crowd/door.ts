// The ports through which the crowd buys: one for REST, one for signals.
import type { Fan } from "./crowd-orders.js";

/** The answer to a call: the body, or the refusal. */
export type Reply =
  | { readonly isOk: true; readonly body: Body }
  | { readonly isOk: false; readonly problem: Problem };

/** A refusal of the server; further fields are kept for the error that ends a bench. */
export interface Problem {
  readonly code: string;
  readonly retryAfterMs?: number;
}

/** What the crowd reads of the bodies of places, reservations and payments. */
export interface Body {
  readonly id?: string;
  readonly token?: string;
  readonly status: string;
  readonly place?: number | null;
  readonly pollAfterMs?: number;
}

/** The calls of a fan. A caller makes one at a time. */
export interface Door {
  /** When `place` is worth a first call after a join, in ms. */
  readonly firstPlaceAfterMs: number;
  join(fan: Fan): Promise<Reply>;
  /** The place again; over signals it waits until the server says that the fan is admitted. */
  place(fan: Fan, queueToken: string): Promise<Reply>;
  hold(fan: Fan, queueToken: string): Promise<Reply>;
  /** The same key pays once. */
  pay(fan: Fan, reservationId: string, key: string): Promise<Reply>;
  close(): void;
}
