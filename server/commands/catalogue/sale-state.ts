import { setTimeout as delay } from "node:timers/promises";
import type { SaleState, ShowtimeBody } from "../../../client-sdk/protocol/bodies.js";
import type { Services } from "../../context.js";
import type { ShowtimeRecord } from "../../db/repositories/showtimes.js";
import { presentShowtime } from "../../presenters/showtime.js";
import { showState } from "../../redis/show/state.js";

/** A catalogue that can be read without Redis waits no longer for what may be left out. */
const PATIENCE_MS = 250;

type Ctx = Pick<Services, "redis" | "log">;

/** A showtime with the state of its sale, where Redis knows it. */
export const withSaleState = async (ctx: Ctx, showtime: ShowtimeRecord): Promise<ShowtimeBody> =>
  presentShowtime(showtime, await saleState(ctx, showtime));

async function saleState(ctx: Ctx, showtime: ShowtimeRecord): Promise<SaleState | undefined> {
  const { id, shard, performanceState } = showtime;
  if (performanceState !== "approved" && performanceState !== "cancelled") return undefined;
  const patience = new AbortController();
  const asked = showState(ctx.redis, { shard, showtime: id }, {}).catch((err: unknown) => {
    ctx.log.debug({ event: "sale-state.unknown", showtime: id, err });
    return undefined;
  });
  const tired = delay(PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined);
  try {
    return await Promise.race([asked, tired]);
  } finally {
    patience.abort();
  }
}
