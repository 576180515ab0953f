// The bodies of REST answers and of the acks of signals: one shape for both. Ids are strings,
// times are ISO 8601 in UTC, amounts of money are whole numbers in the smallest unit of the
// currency. New fields may be added; no field is removed and none changes its meaning.

import type { SeatStatus } from "./seat-state.js";

/** The id of a showtime as a caller may pass it; answers always carry a string. */
export type ShowtimeIdInput = string | number;

/** One page of a list. `nextCursor` is the `cursor` of the next page, and null on the last one. */
export interface ListBody<T> {
  readonly data: readonly T[];
  readonly nextCursor: string | null;
}

// Members and wallets

/** What an account may do: buy tickets, sell them, or administer the whole system. */
export type MemberRole = "member" | "organiser" | "admin";

/** One account. A withdrawn member has an empty `email` and an empty `name`. */
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
  /** Valid for one use: each refresh answers a new one. */
  readonly refreshToken: string;
  /** How long the access token is valid, from now. */
  readonly expiresInSeconds: number;
}

/** Answer of POST /auth: whether an access token is valid, and which member it belongs to. */
export interface TokenStateBody {
  readonly active: boolean;
  /** Id of the member. */
  readonly sub: string;
  readonly role: MemberRole;
  readonly expiresAt: string;
}

/** Answer of POST /admin/members/import, in the order of the request. */
export interface ImportMembersBody {
  readonly members: readonly {
    readonly id: string;
    readonly email: string;
    /** Only where the request asked for tokens. */
    readonly accessToken?: string | undefined;
  }[];
}

/** The amounts of a wallet: `available` can be spent now; balance = available + authorised. */
export interface WalletAmountsBody {
  readonly balance: number;
  readonly authorised: number;
  readonly available: number;
}

/** Answer of GET /members/{id}/wallet and of `wallet:get`. */
export interface WalletBody extends WalletAmountsBody {
  /** ISO 4217, such as `KRW`. */
  readonly currency: string;
}

/** One entry of a wallet's ledger. Entries are appended and never change. */
export interface LedgerEntryBody {
  readonly id: string;
  readonly kind: "top_up" | "payment" | "refund" | "import";
  /** Negative for a payment. The sum of all entries is the balance while nothing is authorised. */
  readonly amount: number;
  readonly reservationId?: string | undefined;
  readonly createdAt: string;
}

/** Answer of a top-up; `balance` is the balance after it. */
export interface TopUpBody {
  readonly topUpId: string;
  readonly balance: number;
}

// Performances, showtimes, layouts

/** Only an approved performance is on sale. */
export type PerformanceState = "draft" | "submitted" | "approved" | "rejected" | "cancelled";

/** What is presented; its dates are its showtimes. */
export interface PerformanceBody {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string | null;
  readonly state: PerformanceState;
  /** Why it was rejected or cancelled. */
  readonly reason: string | null;
  /** Id of the member who organises it. */
  readonly organiserId: string;
  readonly createdAt: string;
  /** In order of `startsAt`; missing in the answer of submit, approve and reject. */
  readonly showtimes?: readonly ShowtimeBody[] | undefined;
}

/** A price class of one showtime; `price` is for one seat or one place. */
export interface PriceClassBody {
  readonly id: string;
  readonly name: string;
  readonly price: number;
}

/** General admission: places without numbers. */
export interface AreaBody {
  readonly id: string;
  readonly name: string;
  /** How many places the area has in all. */
  readonly capacity: number;
  /** Id of a price class. */
  readonly priceClass: string;
  /** How many places are left; missing where the answer is not live. */
  readonly left?: number | undefined;
}

/** How members get in: in order of arrival, by a draw, without a waiting room, or not now. */
export type SaleMode = "fifo" | "lottery" | "open" | "paused";

/** The state of one showtime's sale; `scheduled` until `salesOpenAt`. */
export type SaleState = "scheduled" | "open" | "paused" | "closed" | "cancelled";

/** The rules of a sale. */
export interface PolicyBody {
  readonly mode: SaleMode;
  /** How many members may be admitted at the same time. */
  readonly maxActive: number;
  /** How many members are admitted per minute at most. */
  readonly perMinute: number;
  /** How long a hold lasts. */
  readonly holdMs: number;
  /** How long a booking session lasts. */
  readonly sessionMs: number;
  /** How many seats and places one member may hold and own of the showtime. */
  readonly maxPerUser: number;
}

/** A sale: its state and its rules. */
export interface SaleBody extends PolicyBody {
  readonly state: SaleState;
}

/** One date and time of a performance, with its own seats, waiting room and sale. */
export interface ShowtimeBody {
  readonly id: string;
  readonly performanceId: string;
  readonly startsAt: string;
  /** When the waiting room opens; null: together with the sale. */
  readonly queueOpensAt: string | null;
  readonly salesOpenAt: string;
  /** Null: the sale has no end of its own. */
  readonly salesCloseAt: string | null;
  /** State of its sale; only in the answer for one showtime or performance, while known. */
  readonly state?: SaleState | undefined;
  readonly layoutVersion: number;
  readonly seatCount: number;
  readonly priceClasses: readonly PriceClassBody[];
  readonly areas: readonly AreaBody[];
  readonly policy: PolicyBody;
}

/** A numbered seat of a layout. `x` and `y` have no unit: only their proportions count. */
export interface LayoutSeatBody {
  readonly id: string;
  readonly number: string;
  readonly x: number;
  readonly y: number;
  /** Id of a price class. */
  readonly priceClass: string;
  readonly accessible?: boolean | undefined;
  /** An aisle follows this seat: the next seat of the row is not adjacent. */
  readonly aisle?: boolean | undefined;
}

/** A row of a section, its seats from one end to the other. */
export interface LayoutRowBody {
  readonly name: string;
  /** Index of the row's first seat in layout order; the others follow one by one. */
  readonly firstIndex: number;
  readonly seats: readonly LayoutSeatBody[];
}

/** A section of a layout. */
export interface LayoutSectionBody {
  readonly name: string;
  readonly rows: readonly LayoutRowBody[];
}

/** Answer of GET /showtimes/{id}/layout: what does not change during the sale. */
export interface LayoutBody {
  readonly version: number;
  readonly seatCount: number;
  readonly sections: readonly LayoutSectionBody[];
  readonly priceClasses: readonly PriceClassBody[];
  readonly areas: readonly AreaBody[];
}

// Waiting room

/**
 * The state of a place. `drawing`: the order is not drawn yet; `parked`: the member was called and
 * did not enter in time; `done`: paid; `left`: given up; `expired`: not entered, or session over.
 */
export type PlaceStatus =
  "drawing" | "waiting" | "admitted" | "parked" | "done" | "left" | "expired";

/** The state of the waiting room at which `ahead` is exact; later ticks count on from here. */
export interface PlaceTickBody {
  /** Number of the tick. Ticks come once a second. */
  readonly n: number;
  /** The highest place number that was called. */
  readonly head: number;
  /** How many members were called so far; members who had left are not counted. */
  readonly called: number;
  /** How many members gave their place up while they waited, so far. */
  readonly leftSeq: number;
}

/** One member's place in the waiting room of a showtime. */
export interface PlaceBody {
  /** The queue token: it proves the place and stays the same as long as the place lives. */
  readonly token: string;
  readonly status: PlaceStatus;
  /** The place number; null while drawing. */
  readonly place: number | null;
  /** ahead + 1 while waiting, 0 once admitted, else null. */
  readonly position: number | null;
  /** How many members wait in front; null unless waiting. */
  readonly ahead: number | null;
  /** Null unless waiting, and while no member is called. */
  readonly etaSeconds: number | null;
  /** How long to wait before the next poll over REST. */
  readonly pollAfterMs: number;
  /** Only once admitted. */
  readonly sessionEndsAt?: string | undefined;
  readonly tick: PlaceTickBody;
}

/** Body of `queue:tick`: once a second per showtime, the same for every client. */
export interface TickBody extends PlaceTickBody {
  readonly showtimeId: string;
  /** At most 200 place numbers: the departures that end at leftSeq − pending. */
  readonly left: readonly number[];
  /** How many departures are in leftSeq and were not listed yet; at 0 positions are exact. */
  readonly pending: number;
  /** How many members wait in all. */
  readonly waiting: number;
  /** How many members are called per minute; 0 in a pause, before the opening, after the end. */
  readonly ratePerMinute: number;
}

// Seat map

/** One seat with its state, as the list of seats has it. */
export interface SeatBody {
  readonly id: string;
  readonly section: string;
  readonly row: string;
  readonly number: string;
  /** Id of a price class. */
  readonly priceClass: string;
  readonly price: number;
  readonly status: SeatStatus;
}

/** Answer of GET /showtimes/{id}/seats, in layout order. */
export interface SeatsBody {
  readonly epoch: number;
  readonly version: number;
  readonly seats: readonly SeatBody[];
}

/** Binary as Socket.IO delivers it: a Buffer in Node, an ArrayBuffer in a browser. */
export type SeatBytes = Uint8Array | ArrayBuffer;

/** The whole seat map: one byte per seat in layout order, as in `SEAT_STATUSES`. */
export interface SnapshotBody {
  /** Versions can be compared within one epoch only. */
  readonly epoch: number;
  readonly version: number;
  readonly layoutVersion: number;
  readonly seatIds?: readonly string[] | undefined;
  readonly states: SeatBytes;
}

/** Index of a seat in layout order, and the state it has now. */
export type SeatChange = readonly [seatIndex: number, state: number];

/** The changes that lead from version `from` to `version`; states are absolute. */
export interface DeltaBody {
  readonly showtimeId: string;
  readonly epoch: number;
  readonly from: number;
  readonly version: number;
  readonly changes: readonly SeatChange[];
}

/** Answer of `seats:sync`: the changes since the given version, or the whole map if shorter. */
export type SyncBody = DeltaBody | SnapshotBody;

// Reservations and payments

/** `held` until paid, released or past its deadline; `confirmed` once paid. */
export type ReservationStatus =
  "held" | "confirmed" | "cancellation_requested" | "cancelled" | "released" | "expired";

/** A seat of a reservation at the price it was held for. */
export interface ReservedSeatBody {
  readonly id: string;
  readonly section: string;
  readonly row: string;
  readonly number: string;
  /** Id of a price class. */
  readonly priceClass: string;
  readonly price: number;
}

/** The places of an area in a reservation; `price` is for one place. */
export interface ReservedAreaBody {
  readonly id: string;
  readonly name: string;
  /** Id of a price class. */
  readonly priceClass: string;
  readonly price: number;
  readonly quantity: number;
}

/** A reservation: seats, or places of one area, of one showtime. */
export interface ReservationBody {
  readonly id: string;
  readonly showtimeId: string;
  readonly status: ReservationStatus;
  readonly seats: readonly ReservedSeatBody[];
  readonly area?: ReservedAreaBody | undefined;
  readonly total: number;
  /** ISO 4217, such as `KRW`. */
  readonly currency: string;
  /** The deadline of the hold. */
  readonly expiresAt: string;
}

/** What to hold: these seats, a number of places of an area, or the best free seats together. */
export type HoldChoice =
  | { readonly seatIds: readonly string[] }
  | { readonly areaId: string; readonly quantity: number }
  | {
      readonly best: {
        readonly count: number;
        /** Id of a price class; seats of any class when left out. */
        readonly priceClass?: string | undefined;
        readonly accessible?: boolean | undefined;
      };
    };

/** Body of POST /reservations. */
export type HoldBody = { readonly showtimeId: ShowtimeIdInput } & HoldChoice;

/**
 * `authorised` and `captured` mean paid; `pending` means not decided yet: it is settled later, and
 * asking again with the same key answers the outcome; `voided` means that the money is back.
 */
export type PaymentStatus =
  "pending" | "authorised" | "captured" | "voided" | "refunded" | "refused";

/** One ticket: for one seat, or for one place of an area. */
export interface TicketBody {
  readonly id: string;
  readonly seatId?: string | undefined;
  readonly areaId?: string | undefined;
}

/** The payment of a reservation; it has tickets while it counts as paid. */
export interface PaymentBody {
  readonly id: string;
  readonly reservationId: string;
  readonly amount: number;
  readonly status: PaymentStatus;
  readonly tickets: readonly TicketBody[];
}
