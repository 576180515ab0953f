import { defineResumeScript } from "./place.js";

/**
 * The state of a place. A place that Redis has lost is restored from its token.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_TOKEN_EXPIRED` `SALE_PAUSED`
 */
export const queueResume = defineResumeScript();
