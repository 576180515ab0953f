import type { PerformanceBody, ShowtimeBody } from "../../client-sdk/protocol/bodies.js";
import type { Performance } from "../db/repositories/performances.js";

/**
 * A performance as REST answers it.
 * @param showtimes left out of the answer when not given
 */
export const presentPerformance = (
  performance: Performance,
  showtimes?: readonly ShowtimeBody[],
): PerformanceBody => ({
  id: String(performance.id),
  name: performance.name,
  description: performance.description ?? null,
  category: performance.category ?? null,
  state: performance.state,
  reason: performance.reason ?? null,
  organiserId: performance.organiserId,
  createdAt: performance.createdAt.toISOString(),
  ...(showtimes === undefined ? {} : { showtimes }),
});
