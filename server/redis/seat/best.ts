import { decodeHold, type Hold } from "./hold-reply.js";
import type { ShowtimeTarget } from "../keys.js";
import { defineScript, type ScriptReply } from "../script-runner.js";
import { asSeatRefusal, type SeatRefusal } from "./refusal.js";
import type { HoldId, MemberNo } from "../../journal/brands.js";

export interface BestSeats {
  readonly count: number;
  /** Index of a price class; undefined for any. */
  readonly priceClass: number | undefined;
  /** Only accessible seats; false: none of them. */
  readonly accessible: boolean;
}

/** Where a search stands that one call did not finish. */
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
 * Holds the best free seats side by side, or says where the search goes on. It sees lapsed holds
 * as held: `holdWanted` sweeps before it believes a refusal.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` `SALE_CLOSED` `SALE_PAUSED`
 * `QUEUE_NOT_READY` `LAYOUT_CHANGED` `LIMIT_REACHED` `NO_SEATS_TOGETHER`
 */
export const seatBest = defineScript<ShowtimeTarget, SeatBestInput, BestAnswer, SeatRefusal>({
  file: "seat/best",
  keys: [
    "control",
    "journal",
    "sale",
    "seats",
    "plan",
    "prices",
    "owners",
    "holds",
    "deadlines",
    "members",
    "stock",
    "active",
    "sessions",
    "rows",
  ],
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
  answers: ["OK", "MORE"],
  reply: decodeBest,
  refusal: asSeatRefusal,
});
