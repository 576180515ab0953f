// The REST door of one node.
import cors from "@koa/cors";
import Router from "@koa/router";
import Koa from "koa";
import helmet from "koa-helmet";
import { fileURLToPath } from "node:url";
import type { AccountServices, Services } from "../context.js";
import type { Config } from "../config/config.js";
import { AppError } from "../errors.js";
import type { Health } from "../observability/health.js";
import type { Metrics } from "../observability/metrics.js";
import { createRateLimiter } from "../redis/door/rate-limiter.js";
import { accountRoutes } from "./accounts/routes.js";
import { adminRoutes } from "./admin/routes.js";
import { createAnswerCache } from "./kernel/answer-cache.js";
import { BASE } from "./kernel/base.js";
import { envelope } from "./kernel/envelope.js";
import { mountHealth } from "./health/routes.js";
import { memberRoutes } from "./members/routes.js";
import { mountOpenApi } from "./openapi/routes.js";
import { page } from "./kernel/page.js";
import { paymentRoutes } from "./payments/routes.js";
import { performanceRoutes } from "./performances/routes.js";
import { queueRoutes } from "./queue/routes.js";
import { createBodyReader } from "./kernel/read-body.js";
import { reservationRoutes } from "./reservations/routes.js";
import type { Route } from "./kernel/route.js";
import { seatRoutes } from "./seats/routes.js";
import { serve, type Door } from "./kernel/serve.js";
import { showtimeRoutes } from "./showtimes/routes.js";

export interface ApiOptions {
  readonly services: Services & AccountServices;
  readonly metrics: Metrics;
  readonly health: Health;
}

const EXPOSED = ["ETag", "Retry-After", "X-Request-Id", "Idempotent-Replayed"];
const PREFLIGHT_SECONDS = 600;
const PAGE_DIR = fileURLToPath(new URL("../../web/dist/", import.meta.url));

/** Every route below the base. */
export const allRoutes = (now: () => number): readonly Route[] => [
  ...accountRoutes,
  ...memberRoutes,
  ...performanceRoutes,
  ...showtimeRoutes,
  ...queueRoutes(now),
  ...seatRoutes,
  ...reservationRoutes,
  ...paymentRoutes,
  ...adminRoutes,
];

/** The Koa application of one node: REST, health, OpenAPI and the page. */
export function createApi({ services, metrics, health }: ApiOptions): Koa {
  const { config, log, now, redis } = services;
  const app = new Koa();
  app.silent = true;
  const door: Door = {
    services,
    limiter: createRateLimiter(redis.client, { name: "auth", perMinute: config.authPerMinute }),
    cache: createAnswerCache(now),
    readBody: createBodyReader(config),
  };
  const routes = allRoutes(now);
  const router = createRouter(door, routes);
  mountHealth(router, health);
  mountOpenApi(router, routes);
  app.use(crossOrigin(config));
  app.use(securityHeaders());
  app.use(envelope({ log, metrics }));
  app.use(page(PAGE_DIR));
  app.use(router.routes());
  app.use(refuseMethod(router));
  return app;
}

function createRouter(door: Door, routes: readonly Route[]): Router {
  const router = new Router();
  for (const route of routes) {
    const template = `${BASE}${route.path}`;
    router[route.method](template.replace(/\{(\w+)\}/g, ":$1"), async (ctx) => {
      ctx.state["route"] = template;
      await serve(door, route, ctx);
    });
  }
  return router;
}

const crossOrigin = ({ allowedOrigins }: Config): Koa.Middleware =>
  cors({
    origin: (ctx) => {
      const origin = ctx.get("Origin");
      return allowedOrigins.includes("*") || allowedOrigins.includes(origin) ? origin : "";
    },
    allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    exposeHeaders: EXPOSED,
    maxAge: PREFLIGHT_SECONDS,
  });

/** A first start is plain http on a loopback address: nothing may be turned into https. */
const securityHeaders = (): Koa.Middleware =>
  helmet({
    contentSecurityPolicy: {
      directives: { "upgrade-insecure-requests": null, "connect-src": ["'self'", "ws:", "wss:"] },
    },
    strictTransportSecurity: false,
  });

/** A path that exists, with a method it does not take. */
function refuseMethod(router: Router): Koa.Middleware {
  return async (ctx, next) => {
    const { path: matched } = router.match(ctx.path, ctx.method);
    const methods = new Set(matched.flatMap((layer) => layer.methods));
    if (methods.size > 0 && !methods.has(ctx.method)) {
      ctx.set("Allow", [...methods].join(", "));
      throw new AppError("METHOD_NOT_ALLOWED");
    }
    await next();
  };
}
