import { z } from "zod";
import { logIn, LogInInput } from "../../commands/accounts/log-in.js";
import { logOut } from "../../commands/accounts/log-out.js";
import { readToken, ReadTokenInput } from "../../commands/accounts/read-token.js";
import { refreshTokens, RefreshTokensInput } from "../../commands/accounts/refresh-tokens.js";
import { signUp, SignUpInput } from "../../commands/accounts/sign-up.js";
import { created, guardedRoute, noContent, ok, openRoute, type Route } from "../kernel/route.js";

const account = { method: "post", tag: "Accounts", idempotency: "none" } as const;

export const accountRoutes: readonly Route[] = [
  openRoute({
    ...account,
    path: "/signup",
    id: "signUp",
    summary: "Sign up as a member or an organiser",
    body: SignUpInput,
    isRateLimited: true,
    errors: ["EMAIL_TAKEN"],
    run: async (ctx, { body }) => created(await signUp(ctx, body)),
  }),
  openRoute({
    ...account,
    path: "/login",
    id: "logIn",
    summary: "Log in",
    body: LogInInput,
    status: 200,
    isRateLimited: true,
    errors: ["BAD_CREDENTIALS"],
    run: async (ctx, { body }) => ok(await logIn(ctx, body)),
  }),
  openRoute({
    ...account,
    path: "/token/refresh",
    id: "refreshTokens",
    summary: "A new pair of tokens for a refresh token, which is used up",
    body: RefreshTokensInput,
    status: 200,
    errors: ["UNAUTHENTICATED", "TOKEN_REUSED"],
    run: async (ctx, { body }) => ok(await refreshTokens(ctx, body)),
  }),
  guardedRoute({
    ...account,
    path: "/logout",
    id: "logOut",
    summary: "End this login; its sockets are closed",
    access: "signed-in",
    status: 204,
    body: z.object({}),
    run: async (ctx) => {
      await logOut(ctx);
      return noContent();
    },
  }),
  guardedRoute({
    ...account,
    path: "/auth",
    id: "readToken",
    summary: "Whether an access token is good, and for whom",
    access: "signed-in",
    status: 200,
    body: ReadTokenInput,
    run: async (ctx, { body }) => ok(await readToken(ctx, body)),
  }),
];
