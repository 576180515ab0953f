// The signals of the namespace /live, typed for client and server. Every signal of a client gets
// one ack; what the ack carries has the same shape as the answer of REST. A signal of the server
// only announces what was decided: a client that misses one asks for the state and is right again.

import type {
  DeltaBody,
  HoldChoice,
  PaymentBody,
  PlaceBody,
  ReservationBody,
  SaleBody,
  ShowtimeIdInput,
  SnapshotBody,
  SyncBody,
  TickBody,
  WalletAmountsBody,
  WalletBody,
} from "./bodies.js";
import type { ErrorCode, Retry } from "./errors.js";

/** The Socket.IO namespace of all signals. */
export const LIVE_NAMESPACE = "/live";
/** A client that sends a larger frame is disconnected. */
export const FRAME_BYTES_MAX = 16 * 1024;

/** A refusal in an ack. */
export interface AckError {
  readonly code: ErrorCode;
  readonly title: string;
  readonly retry: Retry;
  /** How long to wait before the same signal makes sense again; only with `retry: "later"`. */
  readonly retryAfterMs?: number | undefined;
  /** What belongs to the code, such as `alternatives` of `SEAT_TAKEN`. */
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  /** The server logs the refusal under this id. */
  readonly requestId: string;
}

/** What a signal is answered with. */
export type Ack<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: AckError };

/** The ack function of a signal, as the server calls it. */
export type Reply<T> = (ack: Ack<T>) => void;

/** `auth` of the Socket.IO handshake. */
export interface HandshakeAuth {
  /** An access token. */
  readonly token: string;
}

/** A signal about one showtime. */
export interface ShowtimeInput {
  readonly showtimeId: ShowtimeIdInput;
}

/** A signal about the caller's place in a waiting room. */
export interface PlaceInput extends ShowtimeInput {
  /** The queue token. */
  readonly token: string;
}

/** What `seats:watch` takes. */
export interface WatchInput extends ShowtimeInput {
  /** The queue token; the organiser of the showtime and administrators need none. */
  readonly token?: string | undefined;
}

/** What `seats:sync` takes: the state of the map that the client has. */
export interface SyncInput extends ShowtimeInput {
  readonly epoch: number;
  readonly version: number;
}

interface Mutation {
  /** Chosen by the caller; the same one within 10 minutes gets the same answer. */
  readonly opId: string;
}

/** What `reservation:hold` takes. */
export type HoldInput = PlaceInput & Mutation & HoldChoice;

/** What `reservation:change` takes: the seats to hold instead. */
export interface ChangeInput extends Mutation {
  readonly reservationId: string;
  readonly seatIds: readonly string[];
}

/** What `reservation:release` takes. */
export interface ReleaseInput extends Mutation {
  readonly reservationId: string;
}

/** What `reservation:pay` takes. */
export interface PayInput {
  readonly reservationId: string;
  /** One key per intended payment; each repetition sends the same key. */
  readonly idempotencyKey: string;
}

/** An input or an answer without fields. */
export type EmptyBody = Readonly<Record<string, never>>;

/** For each signal of a client: what it takes, and what its ack carries. */
export interface SignalTable {
  "queue:join": { input: ShowtimeInput; answer: PlaceBody };
  "queue:resume": { input: PlaceInput; answer: PlaceBody };
  "queue:status": { input: PlaceInput; answer: PlaceBody };
  "queue:leave": { input: PlaceInput; answer: PlaceBody };
  "seats:watch": { input: WatchInput; answer: SnapshotBody };
  "seats:sync": { input: SyncInput; answer: SyncBody };
  "seats:unwatch": { input: ShowtimeInput; answer: EmptyBody };
  "reservation:hold": { input: HoldInput; answer: ReservationBody };
  "reservation:change": { input: ChangeInput; answer: ReservationBody };
  "reservation:release": { input: ReleaseInput; answer: ReservationBody };
  "reservation:pay": { input: PayInput; answer: PaymentBody };
  "wallet:get": { input: EmptyBody; answer: WalletBody };
}

/** The name of a signal that a client sends. */
export type SignalName = keyof SignalTable;

/** The signals of a client, as Socket.IO types them. */
export type ClientToServerSignals = {
  [Name in SignalName]: (
    input: SignalTable[Name]["input"],
    reply: Reply<SignalTable[Name]["answer"]>,
  ) => void;
};

/** The member was admitted and may book until `sessionEndsAt`. */
export interface AdmittedSignal {
  readonly showtimeId: string;
  readonly sessionEndsAt: string;
}

/** The sale opened, paused, closed, was cancelled, sold out, or has other rules. */
export interface SaleChangedSignal extends Partial<SaleBody> {
  readonly showtimeId: string;
  readonly state: SaleBody["state"];
  /** Everything is sold and nothing is held, so that waiting has no use. */
  readonly soldOut?: boolean | undefined;
}

/** A notice to one member. */
export interface NoticeSignal {
  /** What it is about, as `noun.verb`, such as `performance.cancelled`. */
  readonly kind: string;
  readonly title: string;
  readonly showtimeId?: string | undefined;
}

/** The signals of the server, as Socket.IO types them; docs/signals.md says when each is sent. */
export interface ServerToClientSignals {
  "queue:tick": (tick: TickBody) => void;
  "queue:admitted": (admitted: AdmittedSignal) => void;
  "queue:expired": (expired: { readonly showtimeId: string }) => void;
  "sale:changed": (changed: SaleChangedSignal) => void;
  "seats:delta": (delta: DeltaBody) => void;
  "reservation:expiring": (hold: {
    readonly reservationId: string;
    readonly expiresAt: string;
  }) => void;
  "reservation:expired": (hold: { readonly reservationId: string }) => void;
  "reservation:confirmed": (sold: {
    readonly reservationId: string;
    readonly paymentId: string;
  }) => void;
  "wallet:changed": (wallet: WalletAmountsBody) => void;
  notice: (notice: NoticeSignal) => void;
  drain: (drain: { readonly reconnectInMs: number }) => void;
}
