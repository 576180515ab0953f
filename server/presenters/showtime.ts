import type { SaleBody, SaleState, ShowtimeBody } from "../../client-sdk/protocol/bodies.js";
import type { Policy, ShowtimeRecord } from "../db/repositories/showtimes.js";
import type { Millis } from "../journal/brands.js";

const asTime = (date: Date | undefined): string | null => date?.toISOString() ?? null;

/**
 * A showtime as REST answers it; times are ISO 8601.
 * @param state of its sale; left out of the answer when not given
 */
export const presentShowtime = (showtime: ShowtimeRecord, state?: SaleState): ShowtimeBody => ({
  id: String(showtime.id),
  performanceId: String(showtime.performanceId),
  startsAt: showtime.startsAt.toISOString(),
  queueOpensAt: asTime(showtime.queueOpensAt),
  salesOpenAt: showtime.salesOpenAt.toISOString(),
  salesCloseAt: asTime(showtime.salesCloseAt),
  layoutVersion: showtime.layoutVersion,
  seatCount: showtime.seatCount,
  priceClasses: showtime.priceClasses,
  areas: showtime.areas,
  policy: showtime.policy,
  ...(state === undefined ? {} : { state }),
});

/** The live state of a sale, and when it opens. */
export interface SaleNow {
  readonly state: "open" | "paused" | "closed" | "cancelled";
  readonly opensAt: Millis;
  readonly policy: Policy;
}

/** A sale as REST and signals answer it: an open one is `scheduled` until `opensAt`. */
export function presentSale({ state, opensAt, policy }: SaleNow, now: number): SaleBody {
  const shown: SaleState = state === "open" && now < opensAt ? "scheduled" : state;
  return { state: shown, ...policy };
}
