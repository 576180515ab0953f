import { logIn } from "../../commands/accounts/log-in.js";
import { logOut } from "../../commands/accounts/log-out.js";
import { readToken } from "../../commands/accounts/read-token.js";
import { refreshTokens } from "../../commands/accounts/refresh-tokens.js";
import { signUp } from "../../commands/accounts/sign-up.js";
import { created, guardedRoute, noContent, ok, openRoute, type Route } from "../kernel/route.js";
import {
  LogIn,
  NoFields,
  ReadToken,
  RefreshTokens,
  Session,
  SignUp,
  TokenState,
} from "./schemas.js";

const account = { method: "post", tag: "Accounts", idempotency: "none" } as const;

export const accountRoutes: readonly Route[] = [
  openRoute({
    ...account,
    path: "/signup",
    id: "signUp",
    summary: "Sign up as a member or an organiser",
    body: SignUp,
    answers: { 201: Session },
    isRateLimited: true,
    errors: ["EMAIL_TAKEN"],
    run: async (ctx, { body }) => created(await signUp(ctx, body)),
  }),
  openRoute({
    ...account,
    path: "/login",
    id: "logIn",
    summary: "Log in",
    body: LogIn,
    answers: { 200: Session },
    isRateLimited: true,
    errors: ["BAD_CREDENTIALS"],
    run: async (ctx, { body }) => ok(await logIn(ctx, body)),
  }),
  openRoute({
    ...account,
    path: "/token/refresh",
    id: "refreshTokens",
    summary: "A new pair of tokens for a refresh token, which is used up",
    body: RefreshTokens,
    answers: { 200: Session },
    errors: ["UNAUTHENTICATED", "TOKEN_REUSED"],
    run: async (ctx, { body }) => ok(await refreshTokens(ctx, body)),
  }),
  guardedRoute({
    ...account,
    path: "/logout",
    id: "logOut",
    summary: "End this login; its sockets are closed",
    access: "signed-in",
    body: NoFields,
    answers: { 204: null },
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
    body: ReadToken,
    answers: { 200: TokenState },
    run: (ctx, { body }) => Promise.resolve(ok(readToken(ctx, body))),
  }),
];
