import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { PayId } from "../../journal/brands.js";

export interface PayRefundedInput {
  readonly payId: PayId;
}

/**
 * Removes a refund from those owed. Call it after the refund is durable in the member's wallet.
 * @throws AppError `SALE_PAUSED`
 */
export const payRefunded = defineScript<ShowtimeTarget, PayRefundedInput, void>({
  file: "pay/refunded",
  keys: ["control", "journal", "refunds"],
  args: ({ payId }, { showtime }) => [showtime, payId],
  reply: () => undefined,
});
