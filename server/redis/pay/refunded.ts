import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";
import type { PayId } from "../../journal/brands.js";

export interface PayRefundedInput {
  readonly payId: PayId;
}

/**
 * The refund of a cancelled payment is durable in the wallet: it is owed no more.
 * @throws AppError `SALE_PAUSED`
 */
export const payRefunded = defineScript<ShowtimeTarget, PayRefundedInput, void>({
  file: "pay/refunded",
  keys: ["control", "journal", "refunds"],
  args: ({ payId }, { showtime }) => [showtime, payId],
  reply: () => undefined,
});
