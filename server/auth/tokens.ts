// Signed tokens. Access tokens carry everything a door must know; a queue token is the signed
// proof of a place and never changes: possession alone opens nothing (design, section 7).
import type { Actor } from "./actor.js";

export interface PlaceToken {
  readonly memberNo: number;
  readonly showtime: number;
  readonly place: number;
  readonly generation: number;
}

export interface Tokens {
  signAccess(actor: Actor): { readonly token: string; readonly expiresInSeconds: number };
  /** @throws AppError `UNAUTHENTICATED` or `TOKEN_EXPIRED` */
  verifyAccess(token: string): Actor & { readonly expiresAt: number };
  signPlace(place: PlaceToken): string;
  /** @throws AppError `INVALID_QUEUE_TOKEN` */
  verifyPlace(token: string): PlaceToken;
}
