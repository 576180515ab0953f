// A queue token opens nothing by itself: it must be the caller's own, for this very showtime.
import type { Actor } from "../auth/actor.js";
import { AppError } from "../errors.js";
import type { PlaceToken } from "../auth/queue-tokens.js";
import type { ShowtimeId } from "../journal/brands.js";

/**
 * Lets a caller pass with a place of their own in this showtime.
 * @throws AppError `INVALID_QUEUE_TOKEN` when the place is another member's or showtime's
 */
export function assertOwnPlace(place: PlaceToken, actor: Actor, showtime: ShowtimeId): void {
  if (place.memberNo !== actor.memberNo || place.showtime !== showtime) {
    throw new AppError("INVALID_QUEUE_TOKEN");
  }
}
