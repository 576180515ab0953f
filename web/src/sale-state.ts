// The state of a sale as the page knows it: from its times, and from the last signal.

import type { SaleState, ShowtimeBody } from "../../client-sdk/index.js";
import { say } from "./texts.js";

/** The states of a sale that the page shows. */
export type ShownState = SaleState | "soldOut";

const TEXTS = {
  scheduled: "saleScheduled",
  open: "saleOpen",
  paused: "salePaused",
  closed: "saleClosed",
  cancelled: "saleCancelled",
  soldOut: "soldOut",
} as const satisfies Record<ShownState, string>;

/** The state as a sentence. */
export const stateText = (state: ShownState): string => say(TEXTS[state]);

/** Whether nothing can be booked. */
export const isShut = (state: ShownState | undefined): boolean =>
  state === "closed" || state === "cancelled" || state === "soldOut";

const lastStates = new Map<string, ShownState>();

/** Keeps the state that the server announced last; undefined forgets it. */
export function rememberState(showtimeId: string, state: ShownState | undefined): void {
  if (state === undefined) lastStates.delete(showtimeId);
  else lastStates.set(showtimeId, state);
}

/** When members can join the waiting room, in ms since 1970. */
export const joinsFrom = ({ queueOpensAt, salesOpenAt }: ShowtimeBody): number =>
  Date.parse(queueOpensAt ?? salesOpenAt);

/** The state to show at `now` (ms since 1970); undefined while the sale is open or unknown. */
export function knownState(showtime: ShowtimeBody, now: number): ShownState | undefined {
  const { salesOpenAt, salesCloseAt, policy } = showtime;
  const last = lastStates.get(showtime.id);
  const state = showtime.state ?? last;
  if (state === "closed" || state === "cancelled") return state;
  if (salesCloseAt !== null && now >= Date.parse(salesCloseAt)) return "closed";
  if (last === "soldOut") return last;
  if (now < Date.parse(salesOpenAt)) return "scheduled";
  return state === "paused" || policy.mode === "paused" ? "paused" : undefined;
}
