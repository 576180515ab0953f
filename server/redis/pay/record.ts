// The record of a payment in the shard of its showtime. It decides the outcome of the payment; the
// wallet and MySQL follow it.
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

/** The record of a payment that was made: confirmed, and perhaps cancelled since. */
export type PaidRecord = Extract<PayRecord, PaidCover>;

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

/**
 * Parses a pay record.
 * @throws Error when the text is not a pay record as described in lua/README.md
 */
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

/**
 * The pay record of a reply `OK <pay record>` of a payment that was made.
 * @throws Error when the record is another one
 */
export function decodePaid(reply: ScriptReply): PaidRecord {
  const record = decodePay(reply);
  if (!("amount" in record)) throw new Error(`not paid: ${reply.join(" ")}`);
  return record;
}

/** The pay record of a reply `OK <pay record>`. */
export const decodePay = ([, record]: ScriptReply): PayRecord => parsePayRecord(record ?? "");
