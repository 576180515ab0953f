// Around every request: its id, one shape for whatever goes wrong, one line in the log (without
// names, addresses or tokens) and the metrics, whose route is the template, never the path.
import { randomUUID } from "node:crypto";
import type { Context, Middleware, Next } from "koa";
import type { Logger } from "pino";
import { AppError, asAppError } from "../../errors.js";
import type { Metrics } from "../../observability/metrics.js";
import { isClientError, problemReply } from "./problem.js";
import { send } from "./respond.js";

const REQUEST_ID = /^[\w.-]{1,64}$/;
const UNMATCHED = "unmatched";

export interface EnvelopeOptions {
  readonly log: Logger;
  readonly metrics: Metrics;
}

/** The middleware around every request. */
export function envelope({ log, metrics }: EnvelopeOptions): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now();
    const sent = ctx.get("X-Request-Id");
    const requestId = REQUEST_ID.test(sent) ? sent : randomUUID();
    ctx.state["requestId"] = requestId;
    ctx.set("X-Request-Id", requestId);
    metrics.httpInFlight.inc();
    try {
      await withProblems(ctx, next, { log, metrics });
    } finally {
      metrics.httpInFlight.dec();
      observe(ctx, { log, metrics }, performance.now() - startedAt);
    }
  };
}

async function withProblems(
  ctx: Context,
  next: Next,
  { log, metrics }: EnvelopeOptions,
): Promise<void> {
  const requestId = String(ctx.state["requestId"]);
  const path = pathOf(ctx);
  try {
    if (path === undefined) throw new AppError("VALIDATION", { detail: "the address is no URL" });
    await next();
    if (ctx.status === 404 && ctx.body === undefined) throw new AppError("NOT_FOUND");
  } catch (thrown) {
    const error = isClientError(thrown) ? new AppError("VALIDATION") : asAppError(thrown);
    metrics.refusals.inc({ door: "api", code: error.code });
    if (error.code === "INTERNAL") {
      log.error({ event: "request.failed", requestId, err: error.cause ?? thrown });
    }
    send(ctx, problemReply(error, { requestId, instance: path ?? "/" }));
  }
}

/** A request line may hold what is no URL, such as `http://[::1`, or has no path. */
function pathOf(ctx: Context): string | undefined {
  try {
    return ctx.path || undefined;
  } catch {
    return undefined;
  }
}

function observe(ctx: Context, { log, metrics }: EnvelopeOptions, ms: number): void {
  const route = typeof ctx.state["route"] === "string" ? ctx.state["route"] : UNMATCHED;
  const method = route === UNMATCHED ? UNMATCHED : ctx.method;
  metrics.httpRequests.inc({ method, route, status: ctx.status });
  metrics.httpSeconds.observe({ method, route }, ms / 1000);
  if (!log.isLevelEnabled("debug")) return;
  const requestId = String(ctx.state["requestId"]);
  const done = { event: "request.done", requestId, method, route, status: ctx.status };
  log.debug({ ...done, ms: Math.round(ms * 10) / 10 });
}
