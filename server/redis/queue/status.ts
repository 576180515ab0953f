import { defineTokenScript } from "./place.js";

/**
 * Where a place stands; changes nothing.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_TOKEN_EXPIRED` `SALE_PAUSED`
 */
export const queueStatus = defineTokenScript("queue/status");
