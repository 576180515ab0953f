import { RELEASING_KEYS, type PlaceTarget } from "../keys.js";
import { decodePay, type PayRecord } from "./record.js";
import { defineScript } from "../script-runner.js";
import type { Amount, HoldId, MemberNo, PayId } from "../../journal/brands.js";

export type { PayRecord };

export interface PayConfirmInput {
  readonly payId: PayId;
  readonly holdId: HoldId;
  readonly memberNo: MemberNo;
  readonly amount: Amount;
}

/**
 * The commit point of a payment: sells the seats or units of a valid hold, or records why it
 * cannot.
 * @throws AppError `SALE_PAUSED`
 */
export const payConfirm = defineScript<PlaceTarget, PayConfirmInput, PayRecord>({
  file: "pay/confirm",
  keys: [...RELEASING_KEYS, "pays", "active", "sessions", "places"],
  args: ({ payId, holdId, memberNo, amount }, { showtime }) => [
    showtime,
    payId,
    holdId,
    memberNo,
    amount,
  ],
  reply: decodePay,
});
