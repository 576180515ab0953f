import { importMembers, ImportMembersInput } from "../../commands/accounts/import-members.js";
import { created, guardedRoute, type Route } from "../kernel/route.js";

export const adminRoutes: readonly Route[] = [
  guardedRoute({
    method: "post",
    path: "/admin/members/import",
    tag: "Administration",
    id: "importMembers",
    summary: "Members without a password, a thousand a call; safe to repeat",
    access: ["admin"],
    body: ImportMembersInput,
    errors: ["SALE_PAUSED"],
    run: async (ctx, { body }) => created(await importMembers(ctx, body)),
  }),
];
