import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { assertOwnPlace } from "../../policies/own-place.js";
import type { Showtime } from "../../catalogue/showtime-directory.js";
import type { PlaceToken } from "../../auth/queue-tokens.js";

/**
 * The one guard in front of seats and holds: a queue token, the caller's own, of this showtime.
 * Whether its place is admitted is decided by the script alone.
 * @throws AppError `QUEUE_NOT_READY` without a token, `INVALID_QUEUE_TOKEN` when it is not his
 */
export function ownPlace(ctx: SignedIn, showtime: Showtime, token: string | undefined): PlaceToken {
  if (token === undefined) throw new AppError("QUEUE_NOT_READY");
  const place = ctx.queueTokens.verify(token);
  assertOwnPlace(place, ctx.actor, showtime.id);
  return place;
}
