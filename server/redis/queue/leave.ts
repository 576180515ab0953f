import { defineTokenScript } from "./place.js";

/**
 * Gives a place up for good.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_TOKEN_EXPIRED` `SALE_PAUSED`
 */
export const queueLeave = defineTokenScript("queue/leave", ["departures"]);
