// The one way through the door: rate limit, caller, access, the key, the schemas, the command.
import { createHash, randomUUID } from "node:crypto";
import type { Context as KoaContext } from "koa";
import type { AccountServices, Services } from "../../context.js";
import type { Actor } from "../../auth/actor.js";
import { AppError } from "../../errors.js";
import type { RateLimiter } from "../../redis/door/rate-limiter.js";
import type { AnswerCache } from "./answer-cache.js";
import { actorOf, assertAccess, callerAddress, rateKey } from "./caller.js";
import { idempotencyKeyOf, once, onceByRecord } from "./idempotency.js";
import { parse } from "./parse.js";
import { asReply, fieldsOf, send, type HttpReply } from "./respond.js";
import type { RawInput, Route } from "./route.js";
import { FieldsQuery, NoQuery } from "./query.js";

export interface Door {
  readonly services: Services & AccountServices;
  readonly limiter: RateLimiter;
  readonly cache: AnswerCache;
  readonly readBody: (ctx: KoaContext) => Promise<unknown>;
}

/** What one request brought along. */
interface Request {
  readonly ctx: KoaContext;
  readonly requestId: string;
  readonly actor: Actor | undefined;
  readonly key: string | undefined;
  readonly body: unknown;
}

const CATALOGUE = "no-cache";
const PERSONAL = "private, no-store";

/** Answers one request of a route. @throws AppError every refusal */
export async function serve(door: Door, route: Route, ctx: KoaContext): Promise<void> {
  const requestId = String(ctx.state["requestId"]);
  if (route.isRateLimited) await assertRate(door, ctx);
  const actor = actorOf(door.services, ctx.get("Authorization"));
  assertAccess(route.access, actor);
  const isShared = route.isCached && actor === undefined;
  const cached = isShared ? door.cache.get(ctx.url) : undefined;
  ctx.set("Cache-Control", route.isCached ? CATALOGUE : PERSONAL);
  if (cached !== undefined) {
    send(ctx, cached);
    return;
  }
  const key = idempotencyKeyOf(route, ctx.get("Idempotency-Key"));
  const body = route.method === "get" ? undefined : await door.readBody(ctx);
  const reply = await answer(door, route, { ctx, requestId, actor, key, body });
  if (isShared) door.cache.set(ctx.url, reply);
  if (route.changesCatalogue) door.cache.clear();
  send(ctx, reply);
}

async function answer(door: Door, route: Route, request: Request): Promise<HttpReply> {
  const { ctx, key, actor, requestId, body } = request;
  const run = () => runRoute(door, route, request);
  if (key === undefined || actor === undefined) return run();
  const asked = { requestId, instance: ctx.path };
  const { services } = door;
  const { method } = ctx;
  const path = onePath(route, ctx, actor);
  const keyed = { services, actor, key, method, path, body, asked };
  return route.answersRepeats ? onceByRecord(keyed, run) : once(keyed, run);
}

async function runRoute(door: Door, route: Route, request: Request): Promise<HttpReply> {
  const { ctx, requestId, actor, key, body } = request;
  const asked = { ...ctx.query };
  const { fields: chosen, ...query } = asked;
  const fields = chosen === undefined ? undefined : parse(FieldsQuery, { fields: chosen }).fields;
  const input: RawInput = {
    params: route.params && parse(route.params, ctx.params as unknown),
    query: parse(route.query ?? NoQuery, route.method === "get" ? query : asked),
    body: route.body === undefined ? assertEmpty(body) : parse(route.body, body),
  };
  const asKey = key ?? randomUUID();
  const facts = {
    key: asKey,
    // Few routes need it, and it is a hash.
    get opId() {
      return opIdOf(actor, [ctx.method, onePath(route, ctx, actor), asKey]);
    },
    queueToken: ctx.get("X-Queue-Token") || undefined,
    knownEtag: ctx.get("If-None-Match") || undefined,
  };
  const given = await route.run({ ...door.services, requestId, actor }, input, facts);
  return asReply(given, { isRead: route.method === "get", fields: fieldsOf(fields) });
}

/** One path for one thing, however it is written: the caller's own id is `me`. */
const onePath = (route: Route, ctx: KoaContext, actor: Actor | undefined): string =>
  route.path.replace(/\{(\w+)\}/g, (_name, param: string) => {
    const given = String((ctx.params as Readonly<Record<string, unknown>>)[param]);
    const isOwn = param === "memberId" && given === actor?.memberId;
    return isOwn ? "me" : encodeURIComponent(given);
  });

const opIdOf = (actor: Actor | undefined, parts: readonly string[]): string =>
  createHash("sha256")
    .update([actor?.memberNo ?? 0, ...parts].join("\0"))
    .digest("base64url");

/** A call that takes no body may still bring an empty object. */
function assertEmpty(body: unknown): undefined {
  if (body !== undefined) parse(NoQuery, body);
  return undefined;
}

async function assertRate({ services, limiter }: Door, ctx: KoaContext): Promise<void> {
  const address = callerAddress(ctx.req, services.config.trustedProxies);
  const retryAfterMs = await limiter.take(rateKey(address));
  if (retryAfterMs !== undefined) throw new AppError("RATE_LIMITED", { retryAfterMs });
}
