import type { ShardTarget } from "../keys.js";
import type { WaitingInput } from "./unsettled.js";
import { defineScript } from "../script-runner.js";
import type { PayId, ShowtimeId } from "../../journal/brands.js";

export interface OwedRefund {
  readonly payId: PayId;
  readonly showtime: ShowtimeId;
}

/**
 * Cancelled payments, at least `olderMs` old, whose refund is not known to be durable. Oldest
 * first.
 */
export const payOwed = defineScript<ShardTarget, WaitingInput, readonly OwedRefund[]>({
  file: "pay/owed",
  keys: ["control", "refunds"],
  args: ({ olderMs, limit }) => [olderMs, limit],
  reply: ([, ...words]) => {
    const found: OwedRefund[] = [];
    for (let at = 0; at < words.length; at += 2) {
      const [payId = "", showtime] = words.slice(at, at + 2);
      found.push({ payId, showtime: Number(showtime) });
    }
    return found;
  },
});
