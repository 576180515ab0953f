// What the bench and the process of its crowd say to each other.

export interface Fan {
  /** The access token. */
  readonly token: string;
  readonly seatId: string;
  /** The proof of a place that an earlier turn has got. */
  readonly queueToken?: string;
  /** What a bare server, which knows no members and no names of seats, is sent instead. */
  readonly bare?: BareHold;
}

/** A hold in the words of the script: numbers of the member and the place, and a seat by index. */
export interface BareHold {
  readonly memberNo: number;
  readonly place: number;
  readonly seat: number;
}

/** The way of the calls; a bare server only holds. */
export type DoorName = "rest" | "signals" | "bare http" | "bare signals";

/**
 * What the fans do. `whole`: join, wait until admitted, hold, pay. `enter`: only the first two.
 * `behind`: the fans hold and pay, and for each of them one of `waiting` joins the end of the line
 * and asks for the position once. `hold`: the fans, who are admitted, hold their seat.
 * `paced`: as `whole`, but a fan comes every 1/`perSecond` seconds, whatever the server does.
 */
export type CrowdPlan = "whole" | "paced" | "enter" | "behind" | "hold";

export interface CrowdOrders {
  readonly url: string;
  readonly showtimeId: string;
  readonly door: DoorName;
  readonly plan: CrowdPlan;
  readonly fans: readonly Fan[];
  readonly waiting: readonly Fan[];
  /** How many calls are under way at the same time. */
  readonly callers: number;
  readonly perSecond?: number;
}

export interface CrowdResult {
  readonly held: number;
  /** The fans who have paid. */
  readonly paid: number;
  /** The fans whose seat was taken. */
  readonly taken: number;
  /** Calls that were answered "later" and repeated. */
  readonly repeated: number;
  /** How long each answered call of a step took, in ms; for `admit` the wait after the join. */
  readonly stepMs: Readonly<Record<CrowdStep, readonly number[]>>;
  /** The payments that were answered "paid". */
  readonly payments: readonly PaidFan[];
  /** The time from the first join to the last payment, in ms. */
  readonly wallMs: number;
  /** The proof and the number of each fan's place, in the order of the fans. */
  readonly places: readonly Place[];
}

/** The steps of a fan that are timed. */
export type CrowdStep = "join" | "admit" | "hold" | "pay";

/** A payment that a fan was answered, and when, in ms after the first join. */
export interface PaidFan {
  /** The number of the fan in the orders. */
  readonly fan: number;
  readonly paymentId: string;
  readonly reservationId: string;
  readonly afterMs: number;
}

/** A place that a fan was admitted with. */
export interface Place {
  readonly queueToken: string;
  readonly number: number;
}

/** To the crowd: prepare (open connections), go, and leave (close them). */
export type CrowdCommand =
  { readonly kind: "prepare"; readonly orders: CrowdOrders } | { readonly kind: "go" | "leave" };

/** From the crowd. */
export type CrowdNews =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly result: CrowdResult }
  | { readonly kind: "failed"; readonly message: string };
