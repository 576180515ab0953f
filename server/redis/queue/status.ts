import { defineTokenScript } from "./place.js";

/**
 * The state of a place. It changes nothing.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_TOKEN_EXPIRED` `SALE_PAUSED`
 */
export const queueStatus = defineTokenScript("queue/status");
