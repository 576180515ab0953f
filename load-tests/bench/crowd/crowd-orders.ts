// What the bench and the process of its crowd say to each other.

export interface Fan {
  /** The access token. */
  readonly token: string;
  readonly seatId: string;
  /** The proof of a place that an earlier turn has got. */
  readonly queueToken?: string;
}

/**
 * What the fans do. `whole`: join, wait until admitted, hold, pay. `enter`: only the first two.
 * `behind`: the fans hold and pay, and for each of them one of `waiting` joins the end of the line
 * and asks for the position once.
 */
export type CrowdPlan = "whole" | "enter" | "behind";

export interface CrowdOrders {
  readonly url: string;
  readonly showtimeId: string;
  readonly door: "rest" | "signals";
  readonly plan: CrowdPlan;
  readonly fans: readonly Fan[];
  readonly waiting: readonly Fan[];
  /** How many calls are under way at the same time. */
  readonly callers: number;
}

export interface CrowdResult {
  /** The fans who have paid; `queueTokens` is in the order of the fans. */
  readonly paid: number;
  /** The fans whose seat was taken. */
  readonly taken: number;
  /** Calls that were answered "later" and repeated. */
  readonly repeated: number;
  /** How long each paid payment took, in ms. */
  readonly payMs: readonly number[];
  /** The time from the first join to the last payment, in ms. */
  readonly wallMs: number;
  readonly queueTokens: readonly string[];
}

/** To the crowd: prepare (open connections), and then go. */
export type CrowdCommand =
  { readonly kind: "prepare"; readonly orders: CrowdOrders } | { readonly kind: "go" };

/** From the crowd. */
export type CrowdNews =
  | { readonly kind: "ready" }
  | { readonly kind: "done"; readonly result: CrowdResult }
  | { readonly kind: "failed"; readonly message: string };
