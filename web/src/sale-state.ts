// How a sale stands, as far as this page knows: by its times, and by what the server told last.

import type { SaleState, ShowtimeBody } from "../../client-sdk/index.js";
import { say } from "./texts.js";

export type ShownState = SaleState | "soldOut";

const TEXTS = {
  scheduled: "saleScheduled",
  open: "saleOpen",
  paused: "salePaused",
  closed: "saleClosed",
  cancelled: "saleCancelled",
  soldOut: "soldOut",
} as const satisfies Record<ShownState, string>;

export const stateText = (state: ShownState): string => say(TEXTS[state]);

/** Nothing can be chosen. */
export const isShut = (state: ShownState | undefined): boolean =>
  state === "closed" || state === "cancelled" || state === "soldOut";

const told = new Map<string, ShownState>();

export function rememberState(showtimeId: string, state: ShownState | undefined): void {
  if (state === undefined) told.delete(showtimeId);
  else told.set(showtimeId, state);
}

export const joinsFrom = ({ queueOpensAt, salesOpenAt }: ShowtimeBody): number =>
  Date.parse(queueOpensAt ?? salesOpenAt);

/** What is worth a line: undefined while it is open, or only the server could say. */
export function knownState(showtime: ShowtimeBody, now: number): ShownState | undefined {
  const { salesOpenAt, salesCloseAt, policy } = showtime;
  const last = told.get(showtime.id);
  const state = showtime.state ?? last;
  if (state === "closed" || state === "cancelled") return state;
  if (salesCloseAt !== null && now >= Date.parse(salesCloseAt)) return "closed";
  if (last === "soldOut") return last;
  if (now < Date.parse(salesOpenAt)) return "scheduled";
  return state === "paused" || policy.mode === "paused" ? "paused" : undefined;
}
