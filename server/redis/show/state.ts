import type { SaleState } from "../../../client-sdk/protocol/bodies.js";
import type { ShowtimeTarget } from "../keys.js";
import { defineScript } from "../script-runner.js";

/**
 * The state of a sale by the clock: scheduled before the opening, closed after the end.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_PAUSED`
 */
export const showState = defineScript<ShowtimeTarget, Record<never, never>, SaleState>({
  file: "show/state",
  keys: ["control", "sale"],
  args: () => [],
  reply: ([, state]) => state as SaleState,
});
