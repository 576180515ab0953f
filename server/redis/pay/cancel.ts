import { RELEASING_KEYS, type ShowtimeTarget } from "../keys.js";
import { decodePay, type PayRecord } from "./record.js";
import { defineScript } from "../script-runner.js";
import type { PayId } from "../../journal/brands.js";

export interface PayCancelInput {
  readonly payId: PayId;
  readonly refundId: string;
}

/**
 * Cancels a confirmed payment: its seats are on sale again, and its refund is owed.
 * @throws AppError `SALE_PAUSED` `PAYMENT_NOT_FOUND`
 */
export const payCancel = defineScript<ShowtimeTarget, PayCancelInput, PayRecord>({
  file: "pay/cancel",
  keys: [...RELEASING_KEYS, "pays", "refunds"],
  args: ({ payId, refundId }, { showtime }) => [showtime, payId, refundId],
  reply: decodePay,
});
