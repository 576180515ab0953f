import { z } from "zod";
import type { SessionBody } from "../../../client-sdk/protocol/bodies.js";
import type { AccountContext } from "../../context.js";
import { memberByEmail } from "../../db/repositories/members.js";
import { AppError } from "../../errors.js";
import { GivenPassword } from "./account-inputs.js";
import { openSession } from "./open-session.js";

/** The body of `POST /login`. */
export const LogInInput = z.strictObject({
  email: z
    .string()
    .min(1)
    .max(254)
    .transform((email) => email.trim().toLowerCase()),
  password: GivenPassword,
});
export type LogInInput = z.output<typeof LogInInput>;

/**
 * Logs a member in. An unknown e-mail and a wrong password give the same answer after the same
 * time; only the log tells one from the other.
 * @throws AppError `BAD_CREDENTIALS` `SERVER_BUSY`
 */
export async function logIn(ctx: AccountContext, input: LogInInput): Promise<SessionBody> {
  const member = await memberByEmail(ctx.db, input.email);
  const isMatch = await ctx.passwords.matches(input.password, member?.passwordHash);
  if (member === undefined || !isMatch) {
    const reason = member === undefined ? "unknown-account" : "wrong-password";
    ctx.log.info({ event: "login.refused", requestId: ctx.requestId, reason });
    throw new AppError("BAD_CREDENTIALS");
  }
  return openSession(ctx, member);
}
