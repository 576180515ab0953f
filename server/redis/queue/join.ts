import { defineJoinScript } from "./place.js";

/**
 * Gives a member the next place of the waiting room, or the one that is his already.
 * @throws AppError `SHOWTIME_NOT_FOUND` `SALE_NOT_OPEN` (meta.opensAt) `SALE_CLOSED`
 * `ALL_RESERVED` `SALE_PAUSED`
 */
export const queueJoin = defineJoinScript("queue/join");
