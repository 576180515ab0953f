import { v7 as newId } from "uuid";
import { z } from "zod";
import type { SessionBody } from "../../../client-sdk/protocol/bodies.js";
import type { AccountContext } from "../../context.js";
import { AppError } from "../../errors.js";
import { addMember } from "../../db/repositories/members.js";
import { Email, NewPassword, PersonName } from "./account-inputs.js";
import { openSession } from "./open-session.js";

/** The body of `POST /signup`; the role cannot be administrator. */
export const SignUpInput = z.strictObject({
  email: Email,
  password: NewPassword,
  name: PersonName,
  role: z.enum(["member", "organiser"]).default("member"),
});
export type SignUpInput = z.output<typeof SignUpInput>;

/**
 * Makes a member and logs the member in.
 * @throws AppError `EMAIL_TAKEN` `SERVER_BUSY`
 */
export async function signUp(ctx: AccountContext, input: SignUpInput): Promise<SessionBody> {
  const passwordHash = await ctx.passwords.hash(input.password);
  const member = await addMember(ctx.db, {
    id: newId(),
    email: input.email,
    name: input.name,
    role: input.role,
    passwordHash,
    createdAt: new Date(ctx.now()),
  });
  if (member === undefined) throw new AppError("EMAIL_TAKEN");
  return openSession(ctx, member);
}
