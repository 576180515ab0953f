// The reply of all scripts that return a hold (lua/README.md).
import type { ScriptReply } from "../script-runner.js";
import type { Amount, HoldId, MemberNo, Millis } from "../../journal/brands.js";

export type HoldStatus = "held" | "paid" | "released" | "expired" | "cancelled";

/**
 * A hold as Redis stores it: seats by index in layout order, money in the smallest unit of the
 * currency, instants in ms since 1970.
 */
export interface Hold {
  readonly id: HoldId;
  readonly status: HoldStatus;
  readonly memberNo: MemberNo;
  /** The deadline in force, pauses included. */
  readonly deadlineAt: Millis;
  readonly madeAt: Millis;
  readonly total: Amount;
  readonly area: number | undefined;
  readonly quantity: number;
  readonly place: number;
  readonly seats: readonly number[];
  /** The number of the shard's journal when the hold was read. */
  readonly n: number;
}

const STATUS: Readonly<Record<string, HoldStatus>> = {
  H: "held",
  P: "paid",
  R: "released",
  E: "expired",
  C: "cancelled",
};

/** The length of a hold reply, including the leading OK. */
export const HOLD_REPLY_LENGTH = 12;

/**
 * Decodes a hold reply.
 * @throws Error when the reply has another shape
 */
export function decodeHold(reply: ScriptReply): Hold {
  const [, id, status, member, deadline, made, total, area, quantity, place, seats, n] = reply;
  const known = STATUS[status ?? ""];
  if (id === undefined || known === undefined || n === undefined) {
    throw new Error(`not a hold reply: ${reply.join(" ")}`);
  }
  return {
    id,
    status: known,
    memberNo: Number(member),
    deadlineAt: Number(deadline),
    madeAt: Number(made),
    total: Number(total),
    area: area === "-" ? undefined : Number(area),
    quantity: Number(quantity),
    place: Number(place),
    seats: seats === "-" || seats === undefined ? [] : seats.split(",").map(Number),
    n: Number(n),
  };
}
