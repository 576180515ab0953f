import { setTimeout as delay } from "node:timers/promises";
import type { SaleState, ShowtimeBody } from "../../../client-sdk/protocol/bodies.js";
import type { Services } from "../../context.js";
import type { ShowtimeRecord } from "../../db/repositories/showtimes.js";
import { presentShowtime } from "../../presenters/showtime.js";
import { showState } from "../../redis/show/state.js";

/**
 * The catalogue is read from MySQL; it waits no longer than this for the state, which is optional.
 */
const STATE_WITHIN_MS = 250;

type Ctx = Pick<Services, "redis" | "log">;

/** A showtime as REST answers it, with the state of its sale when Redis answers in time. */
export const withSaleState = async (ctx: Ctx, showtime: ShowtimeRecord): Promise<ShowtimeBody> =>
  presentShowtime(showtime, await saleState(ctx, showtime));

async function saleState(ctx: Ctx, showtime: ShowtimeRecord): Promise<SaleState | undefined> {
  const { id, shard, performanceState } = showtime;
  if (performanceState !== "approved" && performanceState !== "cancelled") return undefined;
  const answered = new AbortController();
  const state = showState(ctx.redis, { shard, showtime: id }, {}).catch((err: unknown) => {
    ctx.log.debug({ event: "sale-state.unknown", showtime: id, err });
    return undefined;
  });
  const late = delay(STATE_WITHIN_MS, undefined, { signal: answered.signal }).catch(
    () => undefined,
  );
  try {
    return await Promise.race([state, late]);
  } finally {
    answered.abort();
  }
}
