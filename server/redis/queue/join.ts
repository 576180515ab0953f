import { defineJoinScript } from "./place.js";

/**
 * Gives a member the next place in the waiting room, or returns the place they already have.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` (meta.opensAt) `SALE_CLOSED`
 * `ALL_RESERVED` `SALE_PAUSED`
 */
export const queueJoin = defineJoinScript("queue/join");
