import { defineTokenScript } from "./place.js";

/**
 * Gives up a place. This is final.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_TOKEN_EXPIRED` `SALE_PAUSED`
 */
export const queueLeave = defineTokenScript("queue/leave", ["departures"]);
