import { z } from "zod";
import type { TokenStateBody } from "../../../client-sdk/protocol/bodies.js";
import { authenticate } from "../../auth/authenticate.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { Token } from "./account-inputs.js";

/** The body of `POST /auth`. */
export const ReadTokenInput = z.strictObject({ token: Token });
export type ReadTokenInput = z.output<typeof ReadTokenInput>;

/**
 * Whether an access token is valid, and whose it is (RFC 7662); of an invalid token nothing else.
 * @throws AppError `SERVER_BUSY`
 */
export function readToken(
  ctx: SignedIn,
  { token }: ReadTokenInput,
): TokenStateBody | { readonly active: false } {
  try {
    const { actor, expiresAt } = authenticate(ctx, token);
    return {
      active: true,
      sub: actor.memberId,
      role: actor.role,
      expiresAt: new Date(expiresAt).toISOString(),
    };
  } catch (error) {
    const isNoToken =
      error instanceof AppError &&
      (error.code === "UNAUTHENTICATED" || error.code === "TOKEN_EXPIRED");
    if (isNoToken) return { active: false };
    throw error;
  }
}
