import { defineTokenScript } from "./place.js";

/**
 * Starts the booking session of a place that was called. Any other place is returned unchanged.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_TOKEN_EXPIRED` `SALE_PAUSED`
 */
export const queueEnter = defineTokenScript("queue/enter");
