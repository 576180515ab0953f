import { z } from "zod";
import type { TokenStateBody } from "../../../client-sdk/protocol/bodies.js";
import { authenticate } from "../../auth/authenticate.js";
import type { SignedIn } from "../../context.js";
import { AppError } from "../../errors.js";
import { Token } from "./account-inputs.js";

export const ReadTokenInput = z.strictObject({ token: Token });
export type ReadTokenInput = z.output<typeof ReadTokenInput>;

/** Whether an access token is good, and for whom (RFC 7662); nothing is told of one that is not. */
export async function readToken(
  ctx: SignedIn,
  { token }: ReadTokenInput,
): Promise<TokenStateBody | { readonly active: false }> {
  try {
    const { actor, expiresAt } = await authenticate(ctx, token);
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
