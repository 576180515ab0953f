import { decodeHold, type Hold } from "./hold-reply.js";
import { HOLDING_KEYS, type ShowtimeTarget } from "../keys.js";
import { defineScript, type ScriptReply } from "../script-runner.js";
import { asSeatRefusal, type SeatRefusal } from "./refusal.js";
import type { HoldId, MemberNo } from "../../journal/brands.js";

export interface BestSeats {
  readonly count: number;
  /** Index of a price class; undefined for all classes. */
  readonly priceClass: number | undefined;
  /** True: only accessible seats. False: no accessible seats. */
  readonly accessible: boolean;
}

/** The point from which an unfinished search continues in the next call. */
export interface SearchPoint {
  readonly cursor: string;
  readonly step: number;
}

export const SEARCH_START: SearchPoint = { cursor: "0:0:0", step: 1 };

export interface SeatBestInput {
  readonly memberNo: MemberNo;
  readonly place: number;
  readonly holdId: HoldId;
  readonly layoutVersion: number;
  readonly best: BestSeats;
  readonly from: SearchPoint;
}

export type BestAnswer = { readonly hold: Hold } | { readonly more: SearchPoint };

function decodeBest(reply: ScriptReply): BestAnswer {
  if (reply[0] === "OK") return { hold: decodeHold(reply) };
  return { more: { cursor: reply[1] ?? "", step: Number(reply[2]) } };
}

/**
 * Holds the best free seats next to each other, or returns the point where the search continues.
 * It treats lapsed holds as held, so `holdWanted` sweeps before it accepts a refusal.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` `SALE_CLOSED` `SALE_PAUSED`
 * `QUEUE_NOT_READY` `LAYOUT_CHANGED` `LIMIT_REACHED` `NO_SEATS_TOGETHER`
 */
export const seatBest = defineScript<ShowtimeTarget, SeatBestInput, BestAnswer, SeatRefusal>({
  file: "seat/best",
  keys: [...HOLDING_KEYS, "rows"],
  args: ({ memberNo, place, holdId, layoutVersion, best, from }, { showtime }) => [
    showtime,
    memberNo,
    place,
    holdId,
    layoutVersion,
    best.count,
    best.priceClass ?? -1,
    best.accessible ? 1 : 0,
    from.cursor,
    from.step,
  ],
  asks: ["MORE"],
  reply: decodeBest,
  refusal: asSeatRefusal,
});
