import { defineResumeScript } from "./place.js";

/**
 * Where a place stands; one that Redis lost is put back from its token.
 * @throws AppError `SHOWTIME_NOT_FOUND` `QUEUE_TOKEN_EXPIRED` `SALE_PAUSED`
 */
export const queueResume = defineResumeScript();
