import type { ShowtimeTarget } from "../keys.js";
import { decodePay, type PayRecord } from "./record.js";
import { defineScript } from "../script-runner.js";
import type { PayId } from "../../journal/brands.js";

export interface PayResolveInput {
  readonly payId: PayId;
}

/**
 * The outcome of a payment. A payment without an outcome gets a tombstone, so that a late
 * confirmation is refused.
 * @throws AppError `SALE_PAUSED`
 */
export const payResolve = defineScript<ShowtimeTarget, PayResolveInput, PayRecord>({
  file: "pay/resolve",
  keys: ["control", "journal", "pays"],
  args: ({ payId }, { showtime }) => [showtime, payId],
  reply: decodePay,
});
