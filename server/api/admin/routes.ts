import { importMembers } from "../../commands/accounts/import-members.js";
import { created, guardedRoute, type Route } from "../kernel/route.js";
import { ImportedMembers, ImportMembers } from "./schemas.js";

export const adminRoutes: readonly Route[] = [
  guardedRoute({
    method: "post",
    path: "/admin/members/import",
    tag: "Administration",
    id: "importMembers",
    summary: "Members without a password, a thousand a call; safe to repeat",
    access: ["admin"],
    body: ImportMembers,
    answers: { 201: ImportedMembers },
    errors: ["SALE_PAUSED"],
    run: async (ctx, { body }) => created(await importMembers(ctx, body)),
  }),
];
