import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { assertOwnPlace } from "../../policies/own-place.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { PlaceToken } from "../../auth/queue-tokens.js";

/**
 * The place of the caller's queue token for this showtime: seats and holds need one. Only the
 * script decides whether the place is admitted.
 * @throws AppError `QUEUE_NOT_READY` without a token, `INVALID_QUEUE_TOKEN` when it is not theirs
 */
export function ownPlace(ctx: SignedIn, showtime: Showtime, token: string | undefined): PlaceToken {
  if (token === undefined) throw new AppError("QUEUE_NOT_READY");
  const place = ctx.queueTokens.verify(token);
  assertOwnPlace(place, ctx.actor, showtime.id);
  return place;
}
