// The door of the twin: Koa with a router and a body parser, and the paths and bodies of the
// product's REST API, so that one crowd buys from both.
import { bodyParser } from "@koa/bodyparser";
import Router from "@koa/router";
import Koa, { type Context } from "koa";
import { z } from "zod";
import type { AccessTokens } from "../../../server/auth/access-tokens.js";
import { AppError } from "../../../server/errors.js";
import { holdSeats } from "./hold.js";
import { payReservation } from "./pay.js";
import { joinQueue, readPlace } from "./queue.js";
import { problemOf, Refusal } from "./refusal.js";
import type { Caller, TwinContext } from "./context.js";

const BEARER = /^Bearer (\S+)$/;
const PositiveNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/)
  .transform(Number);
const Hold = z.strictObject({
  showtimeId: PositiveNumber,
  seatIds: z.array(PositiveNumber).min(1).max(8),
});
const Payment = z.strictObject({ reservationId: z.string().min(1).max(64) });
const Key = z.string().regex(/^[\x21-\x7e]{1,255}$/);

function parse<T>(schema: z.ZodType<T>, given: unknown): T {
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new Refusal("VALIDATION");
  return parsed.data;
}

const showtimeOf = (ctx: Context): number =>
  parse(PositiveNumber, (ctx.params as { readonly id?: string }).id);

/** The Koa application of the twin. Tokens are verified with the code of the product. */
export function createTwin(twin: TwinContext, tokens: AccessTokens): Koa {
  const app = new Koa();
  app.silent = true;
  app.use(async (ctx, next) => {
    try {
      await next();
    } catch (error) {
      if (!(error instanceof Refusal)) console.error(error);
      const { status, body } = problemOf(error);
      ctx.status = status;
      ctx.body = body;
    }
  });
  app.use(bodyParser({ enableTypes: ["json"] }));
  app.use(routesOf(twin, tokens).routes());
  return app;
}

function routesOf(twin: TwinContext, tokens: AccessTokens): Router {
  const router = new Router({ prefix: "/api/v1" });
  router.post("/showtimes/:id/queue", async (ctx) => {
    const caller = callerOf(tokens, ctx);
    const { isNew, body } = await joinQueue(twin, caller, showtimeOf(ctx));
    ctx.status = isNew ? 201 : 200;
    ctx.body = body;
  });
  router.get("/showtimes/:id/queue", async (ctx) => {
    const caller = callerOf(tokens, ctx);
    ctx.body = await readPlace(twin, caller, showtimeOf(ctx));
  });
  router.post("/reservations", async (ctx) => {
    const caller = callerOf(tokens, ctx);
    const key = ctx.get("Idempotency-Key");
    const wanted = parse(Hold, ctx.request.body);
    const body = await holdSeats(twin, caller, {
      ...wanted,
      key: key === "" ? undefined : parse(Key, key),
    });
    ctx.status = 201;
    ctx.body = body;
  });
  router.post("/payments", async (ctx) => {
    const caller = callerOf(tokens, ctx);
    const key = ctx.get("Idempotency-Key");
    if (key === "") throw new Refusal("IDEMPOTENCY_KEY_REQUIRED");
    const { reservationId } = parse(Payment, ctx.request.body);
    const paid = await payReservation(twin, caller, { reservationId, key: parse(Key, key) });
    if (paid.isReplayed) ctx.set("Idempotent-Replayed", "true");
    ctx.status = 201;
    ctx.body = paid.body;
  });
  return router;
}

function callerOf(tokens: AccessTokens, ctx: Context): Caller {
  const [, token] = BEARER.exec(ctx.get("Authorization")) ?? [];
  if (token === undefined) throw new Refusal("UNAUTHENTICATED");
  try {
    const { actor } = tokens.verify(token);
    return actor;
  } catch (error) {
    if (error instanceof AppError) throw new Refusal(error.code);
    throw error;
  }
}
