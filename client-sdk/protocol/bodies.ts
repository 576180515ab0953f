// What REST answers and what the acks of signals carry: one shape each, whichever door was used.
// Ids are strings, times ISO 8601 in UTC, money whole numbers in the smallest unit of the
// currency. Fields may be added; none is taken away or changes its meaning.

import type { SeatStatus } from "./seat-state.js";

export type ShowtimeIdInput = string | number;

export interface ListBody<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

// Members and wallets

export type MemberRole = "member" | "organiser" | "admin";

export interface MemberBody {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: MemberRole;
  readonly createdAt: string;
}

/** Answer of POST /signup, /login and /token/refresh. */
export interface SessionBody {
  readonly member: MemberBody;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

export interface TokenStateBody {
  readonly active: boolean;
  readonly sub: string;
  readonly role: MemberRole;
  readonly expiresAt: string;
}

export interface ImportMembersBody {
  readonly members: readonly {
    readonly id: string;
    readonly email: string;
    readonly accessToken?: string | undefined;
  }[];
}

/** `available` may be spent now; balance = available + authorised. */
export interface WalletAmountsBody {
  readonly balance: number;
  readonly authorised: number;
  readonly available: number;
}

export interface WalletBody extends WalletAmountsBody {
  readonly currency: string;
}

export interface LedgerEntryBody {
  readonly id: string;
  readonly kind: "top_up" | "payment" | "refund" | "import";
  /** Signed; the sum of all is the balance when nothing is authorised. */
  readonly amount: number;
  readonly reservationId?: string | undefined;
  readonly createdAt: string;
}

export interface TopUpBody {
  readonly topUpId: string;
  readonly balance: number;
}

// Performances, showtimes, layouts

export type PerformanceState = "draft" | "submitted" | "approved" | "rejected" | "cancelled";

export interface PerformanceBody {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly state: PerformanceState;
  /** Why it was rejected or cancelled. */
  readonly reason: string | null;
  readonly organiserId: string;
  readonly createdAt: string;
  readonly showtimes?: readonly ShowtimeBody[] | undefined;
}

export interface PriceClassBody {
  readonly id: string;
  readonly name: string;
  readonly price: number;
}

export interface AreaBody {
  readonly id: string;
  readonly name: string;
  readonly capacity: number;
  /** Id of a price class. */
  readonly priceClass: string;
  /** Places left, where the answer is live. */
  readonly left?: number | undefined;
}

export type SaleMode = "fifo" | "lottery" | "open" | "paused";
export type SaleState = "scheduled" | "open" | "paused" | "closed" | "cancelled";

export interface PolicyBody {
  readonly mode: SaleMode;
  readonly maxActive: number;
  readonly perMinute: number;
  readonly holdMs: number;
  readonly sessionMs: number;
  readonly maxPerUser: number;
}

export interface SaleBody extends PolicyBody {
  readonly state: SaleState;
}

export interface ShowtimeBody {
  readonly id: string;
  readonly performanceId: string;
  readonly startsAt: string;
  readonly queueOpensAt: string | null;
  readonly salesOpenAt: string;
  readonly salesCloseAt: string | null;
  /** Of its sale, in GET of a showtime or a performance; left out while it is not known. */
  readonly state?: SaleState | undefined;
  readonly layoutVersion: number;
  readonly seatCount: number;
  readonly priceClasses: readonly PriceClassBody[];
  readonly areas: readonly AreaBody[];
  readonly policy: PolicyBody;
}

export interface LayoutSeatBody {
  readonly id: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
  /** Id of a price class. */
  readonly priceClass: string;
  readonly accessible?: boolean | undefined;
  /** An aisle follows: the next seat of the row is not adjacent. */
  readonly aisle?: boolean | undefined;
}

export interface LayoutRowBody {
  readonly name: string;
  /** Place in layout order of the row's first seat; the others follow it one by one. */
  readonly firstIndex: number;
  readonly seats: readonly LayoutSeatBody[];
}

export interface LayoutSectionBody {
  readonly name: string;
  readonly rows: readonly LayoutRowBody[];
}

export interface LayoutBody {
  readonly version: number;
  readonly seatCount: number;
  readonly sections: readonly LayoutSectionBody[];
  readonly priceClasses: readonly PriceClassBody[];
  readonly areas: readonly AreaBody[];
}

// Waiting room

export type PlaceStatus =
  "drawing" | "waiting" | "admitted" | "parked" | "done" | "left" | "expired";

/** The state of the room that `ahead` is exact for; later ticks count on from here. */
export interface PlaceTickBody {
  readonly n: number;
  readonly head: number;
  readonly called: number;
  readonly leftSeq: number;
}

export interface PlaceBody {
  readonly token: string;
  readonly status: PlaceStatus;
  /** Null while drawing. */
  readonly place: number | null;
  /** ahead + 1 while waiting, 0 once admitted, else null. */
  readonly position: number | null;
  readonly ahead: number | null;
  /** Null also while nobody is called. */
  readonly etaSeconds: number | null;
  readonly pollAfterMs: number;
  readonly sessionEndsAt?: string | undefined;
  readonly tick: PlaceTickBody;
}

/** `queue:tick`: once a second per showtime, the same for everybody. */
export interface TickBody extends PlaceTickBody {
  readonly showtimeId: string;
  /** The departures that end at leftSeq − pending: ≤ 200 place numbers. */
  readonly left: readonly number[];
  /** Departures counted in leftSeq and not listed yet: positions are exact while it is 0. */
  readonly pending: number;
  readonly waiting: number;
  /** 0 while nobody is called: in a pause, before the opening, after the end. */
  readonly ratePerMinute: number;
}

// Seat map

export interface SeatBody {
  readonly id: string;
  readonly section: string;
  readonly row: string;
  readonly number: string;
  readonly priceClass: string;
  readonly price: number;
  readonly status: SeatStatus;
}

/** GET /showtimes/{id}/seats, in layout order. */
export interface SeatsBody {
  readonly epoch: number;
  readonly version: number;
  readonly seats: readonly SeatBody[];
}

/** Socket.IO hands binary over as a Buffer in Node and as an ArrayBuffer in a browser. */
export type SeatBytes = Uint8Array | ArrayBuffer;

export interface SnapshotBody {
  readonly epoch: number;
  readonly version: number;
  readonly layoutVersion: number;
  readonly seatIds?: readonly string[] | undefined;
  readonly states: SeatBytes;
}

/** Place in layout order, and the state it has now. */
export type SeatChange = readonly [seatIndex: number, state: number];

export interface DeltaBody {
  readonly showtimeId: string;
  readonly epoch: number;
  readonly from: number;
  readonly version: number;
  readonly changes: readonly SeatChange[];
}

/** Answer of `seats:sync`: the changes since then, or everything where that is less. */
export type SyncBody = DeltaBody | SnapshotBody;

// Reservations and payments

export type ReservationStatus =
  "held" | "confirmed" | "cancellation_requested" | "cancelled" | "released" | "expired";

export interface ReservedSeatBody {
  readonly id: string;
  readonly section: string;
  readonly row: string;
  readonly number: string;
  readonly priceClass: string;
  readonly price: number;
}

export interface ReservedAreaBody {
  readonly id: string;
  readonly name: string;
  readonly priceClass: string;
  readonly price: number;
  readonly quantity: number;
}

export interface ReservationBody {
  readonly id: string;
  readonly showtimeId: string;
  readonly status: ReservationStatus;
  readonly seats: readonly ReservedSeatBody[];
  readonly area?: ReservedAreaBody | undefined;
  readonly total: number;
  readonly currency: string;
  /** The deadline of the hold. */
  readonly expiresAt: string;
}

/** What to hold: these seats, so many places of an area, or the best that are free. */
export type HoldChoice =
  | { readonly seatIds: readonly string[] }
  | { readonly areaId: string; readonly quantity: number }
  | {
      readonly best: {
        readonly count: number;
        readonly priceClass?: string | undefined;
        readonly accessible?: boolean | undefined;
      };
    };

/** Body of POST /reservations. */
export type HoldBody = { readonly showtimeId: ShowtimeIdInput } & HoldChoice;

export type PaymentStatus =
  "pending" | "authorised" | "captured" | "voided" | "refunded" | "refused";

export interface TicketBody {
  readonly id: string;
  readonly seatId?: string | undefined;
  readonly areaId?: string | undefined;
}

/** `pending` is never a lie: it is settled later, and the same key asks again. */
export interface PaymentBody {
  readonly id: string;
  readonly reservationId: string;
  readonly amount: number;
  readonly status: PaymentStatus;
  readonly tickets: readonly TicketBody[];
}
