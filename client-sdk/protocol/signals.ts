// The signals of the namespace /live, typed for both ends. Signals show; what decides is behind
// the commands. Every client signal is answered by one ack, whose body is that of REST.

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

export const LIVE_NAMESPACE = "/live";
/** A frame of a client over this size closes its socket. */
export const FRAME_BYTES_MAX = 16 * 1024;

export interface AckError {
  readonly code: ErrorCode;
  readonly title: string;
  readonly retry: Retry;
  readonly retryAfterMs?: number | undefined;
  readonly meta?: Readonly<Record<string, unknown>> | undefined;
  readonly requestId: string;
}

export type Ack<T> =
  { readonly ok: true; readonly data: T } | { readonly ok: false; readonly error: AckError };

export type Reply<T> = (ack: Ack<T>) => void;

/** `auth` of the handshake. */
export interface HandshakeAuth {
  readonly token: string;
}

export interface ShowtimeInput {
  readonly showtimeId: ShowtimeIdInput;
}

export interface PlaceInput extends ShowtimeInput {
  /** The queue token. */
  readonly token: string;
}

/** Without a token: the organiser of the showtime and an administrator. */
export interface WatchInput extends ShowtimeInput {
  readonly token?: string | undefined;
}

export interface SyncInput extends ShowtimeInput {
  readonly epoch: number;
  readonly version: number;
}

/** The same opId within 10 minutes gives the same answer. */
interface Mutation {
  readonly opId: string;
}

export type HoldInput = PlaceInput & Mutation & HoldChoice;

export interface ChangeInput extends Mutation {
  readonly reservationId: string;
  readonly seatIds: readonly string[];
}

export interface ReleaseInput extends Mutation {
  readonly reservationId: string;
}

export interface PayInput {
  readonly reservationId: string;
  readonly idempotencyKey: string;
}

export type EmptyBody = Readonly<Record<string, never>>;

/** Signal → what it takes and what its ack carries. */
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

export type SignalName = keyof SignalTable;

export type ClientToServerSignals = {
  [Name in SignalName]: (
    input: SignalTable[Name]["input"],
    reply: Reply<SignalTable[Name]["answer"]>,
  ) => void;
};

export interface AdmittedSignal {
  readonly showtimeId: string;
  readonly sessionEndsAt: string;
}

export interface SaleChangedSignal extends Partial<SaleBody> {
  readonly showtimeId: string;
  readonly state: SaleBody["state"];
  /** Everything is sold and nothing held: those waiting need not wait. */
  readonly soldOut?: boolean | undefined;
}

export interface NoticeSignal {
  readonly kind: string;
  readonly title: string;
  readonly showtimeId?: string | undefined;
}

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
