// The record of a payment in its showtime's shard: the outcome that everybody else follows.
import type { ScriptReply } from "../script-runner.js";
import type { Amount, HoldId, MemberNo } from "../../journal/brands.js";

interface PaidCover {
  readonly holdId: HoldId;
  readonly memberNo: MemberNo;
  readonly amount: Amount;
  readonly area: number | undefined;
  readonly quantity: number;
  readonly seats: readonly number[];
}

export interface RefusedPay {
  readonly state: "refused";
  readonly holdId: HoldId;
  readonly memberNo: MemberNo;
  readonly reason: string;
}

export type PayRecord =
  | ({ readonly state: "confirmed" } & PaidCover)
  | ({ readonly state: "cancelled"; readonly refundId: string } & PaidCover)
  | RefusedPay
  | { readonly state: "tombstoned" };

const cover = (parts: readonly string[]): PaidCover => {
  const [holdId = "", member, amount, area, quantity, seats] = parts;
  return {
    holdId,
    memberNo: Number(member),
    amount: Number(amount),
    area: area === "-" ? undefined : Number(area),
    quantity: Number(quantity),
    seats: seats === "-" || seats === undefined ? [] : seats.split(",").map(Number),
  };
};

/** @throws Error when the text is no pay record of lua/README.md */
export function parsePayRecord(text: string): PayRecord {
  const [state, ...parts] = text.split(" ");
  if (state === "TOMBSTONED" && parts.length === 0) return { state: "tombstoned" };
  if (state === "REFUSED" && parts.length === 3) {
    const [holdId = "", member, reason = ""] = parts;
    return { state: "refused", holdId, memberNo: Number(member), reason };
  }
  if (state === "CONFIRMED" && parts.length === 6) return { state: "confirmed", ...cover(parts) };
  if (state === "CANCELLED" && parts.length === 7) {
    return { state: "cancelled", ...cover(parts), refundId: parts[6] ?? "" };
  }
  throw new Error(`not a pay record: ${text}`);
}

export const decodePay = ([, record]: ScriptReply): PayRecord => parsePayRecord(record ?? "");
