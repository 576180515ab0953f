import { decodeHold, HOLD_REPLY_LENGTH, type Hold } from "./hold-reply.js";
import type { ShowtimeTarget } from "../keys.js";
import { asRecovering, type Recovering } from "../shard/recovering.js";
import { parsePayRecord, type PayRecord } from "../pay/record.js";
import { defineScript, type ScriptReply } from "../script-runner.js";
import type { HoldId, PayId } from "../../journal/brands.js";

export interface SeatReadInput {
  readonly holdId: HoldId;
  readonly payId?: PayId;
}

export interface HoldRead {
  /** The hold. A lapsed hold is `expired`, also before a sweep has ended it. */
  readonly hold: Hold;
  /** The record of the payment with the given `payId`. */
  readonly pay: PayRecord | undefined;
  /** True during a pause that keeps the hold: its deadline will move later when the pause ends. */
  readonly isKept: boolean;
}

function decodeRead(reply: ScriptReply): HoldRead | undefined {
  if (reply[0] !== "OK") return undefined;
  const pay = reply[HOLD_REPLY_LENGTH] ?? "-";
  return {
    hold: decodeHold(reply),
    pay: pay === "-" ? undefined : parsePayRecord(pay),
    isKept: reply[HOLD_REPLY_LENGTH + 1] === "1",
  };
}

/**
 * Reads a hold. Undefined when Redis does not know it or has forgotten it; MySQL may still have it.
 * @throws AppError `SHOWTIME_NOT_FOUND`
 */
export const seatRead = defineScript<
  ShowtimeTarget,
  SeatReadInput,
  HoldRead | undefined,
  Recovering
>({
  file: "seat/read",
  keys: ["control", "sale", "holds", "pays"],
  args: ({ holdId, payId }) => [holdId, payId ?? "-"],
  answers: ["RESERVATION_NOT_FOUND"],
  reply: decodeRead,
  refusal: asRecovering,
});
