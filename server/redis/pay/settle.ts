import { RELEASING_KEYS, type PlaceTarget } from "../keys.js";
import { asBalanceTooLow, type BalanceTooLow } from "./balance-too-low.js";
import { decodePaid, type PaidRecord } from "./record.js";
import { defineScript } from "../script-runner.js";
import type { HoldId, MemberNo, PayId } from "../../journal/brands.js";

export interface PaySettleInput {
  readonly payId: PayId;
  readonly holdId: HoldId;
  readonly memberNo: MemberNo;
}

/** A payment that was made, and whether this very call has made it. */
export type Settled = PaidRecord & { readonly isCreated: boolean };

/**
 * Pays a hold from a wallet of the same shard in one step. Undefined when the script cannot decide
 * alone: the payment began in two phases, the hold is not in Redis, or another payment has paid it.
 * @throws AppError `SALE_PAUSED` `FORBIDDEN` `RESERVATION_EXPIRED` `SALE_CLOSED`
 * `INSUFFICIENT_BALANCE` `IDEMPOTENCY_KEY_REUSED`
 */
export const paySettle = defineScript<
  PlaceTarget,
  PaySettleInput,
  Settled | undefined,
  BalanceTooLow
>({
  file: "pay/settle",
  keys: [...RELEASING_KEYS, "pays", "active", "sessions", "places", "wallets", "auths"],
  args: ({ payId, holdId, memberNo }, { showtime }) => [showtime, payId, holdId, memberNo],
  asks: ["BEGUN"],
  answers: ["RESERVATION_NOT_FOUND", "ALREADY_PAID"],
  reply: (reply) =>
    reply[0] === "OK" ? { ...decodePaid(reply), isCreated: reply[2] === "1" } : undefined,
  refusal: asBalanceTooLow,
});
