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
  /** A lapsed one is `expired`, whether or not a sweep has been by. */
  readonly hold: Hold;
  /** The record of the payment that was asked for. */
  readonly pay: PayRecord | undefined;
  /** A pause that lasts keeps it: its deadline will be later than the one told. */
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
 * A hold as it is now; undefined when Redis does not know it, or no longer (MySQL may).
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
  answers: ["OK", "RESERVATION_NOT_FOUND"],
  reply: decodeRead,
  refusal: asRecovering,
});
