import type Router from "@koa/router";
import type { Route } from "../kernel/route.js";
import { openApiDocument } from "./document.js";
import { docsPage } from "./page.js";

import { BASE } from "../kernel/base.js";

/** `/openapi.json` for tools and `/docs` for people, made at the first request. */
export function mountOpenApi(router: Router, routes: readonly Route[]): void {
  let json: string | undefined;
  let html: string | undefined;
  router.get("/openapi.json", (ctx) => {
    ctx.state["route"] = "/openapi.json";
    json ??= JSON.stringify(openApiDocument(BASE, routes));
    ctx.type = "application/json";
    ctx.body = json;
  });
  router.get("/docs", (ctx) => {
    ctx.state["route"] = "/docs";
    html ??= docsPage(BASE, routes);
    ctx.type = "text/html; charset=utf-8";
    ctx.body = html;
  });
}
