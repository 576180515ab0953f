import { v7 as newId } from "uuid";
import type { AccountServices, Services } from "../../context.js";
import { addMember, hasAdmin } from "../../db/repositories/members.js";

/** Makes the administrator of the settings when there is none; several nodes may try at once. */
export async function ensureAdmin(
  ctx: Services & Pick<AccountServices, "passwords">,
): Promise<void> {
  const { admin } = ctx.config;
  if (admin === undefined || (await hasAdmin(ctx.db))) return;
  // Another node may add the same administrator first; then this insert does nothing.
  await addMember(ctx.db, {
    id: newId(),
    email: admin.email.toLowerCase(),
    name: "Administrator",
    role: "admin",
    passwordHash: await ctx.passwords.hash(admin.password.reveal()),
    createdAt: new Date(ctx.now()),
  });
}
