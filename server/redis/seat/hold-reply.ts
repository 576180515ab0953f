// The hold reply that every seat script gives (lua/README.md).
import type { ScriptReply } from "../script-runner.js";
import type { Amount, HoldId, MemberNo, Millis } from "../../journal/brands.js";

export type HoldStatus = "held" | "paid" | "released" | "expired" | "cancelled";

/** A hold as Redis has it; seats by index, money in the smallest unit, times in ms. */
export interface Hold {
  readonly id: HoldId;
  readonly status: HoldStatus;
  readonly memberNo: MemberNo;
  /** The deadline that counts, pauses included. */
  readonly deadlineAt: Millis;
  readonly madeAt: Millis;
  readonly total: Amount;
  readonly area: number | undefined;
  readonly quantity: number;
  readonly place: number;
  readonly seats: readonly number[];
  /** Number of the shard's journal when it was read. */
  readonly n: number;
}

const STATUS: Readonly<Record<string, HoldStatus>> = {
  H: "held",
  P: "paid",
  R: "released",
  E: "expired",
  C: "cancelled",
};

/** Length of a hold reply with its leading OK. */
export const HOLD_REPLY_LENGTH = 12;

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
