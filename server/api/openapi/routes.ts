import type Router from "@koa/router";
import type { Route } from "../kernel/route.js";
import { sendFile, staticFile, type StaticFile } from "../kernel/static-files.js";
import { mountDocs } from "./docs-page.js";
import { openApiDocument } from "./document.js";

const PATH = "/openapi.json";
const TYPE = "application/json; charset=utf-8";

/** Serves `/openapi.json` for tools, made at the first request, and `/docs` for people. */
export function mountOpenApi(router: Router, routes: readonly Route[]): void {
  let file: StaticFile | undefined;
  router.get(PATH, (ctx) => {
    ctx.state["route"] = PATH;
    file ??= staticFile(Buffer.from(JSON.stringify(openApiDocument(routes))), TYPE);
    sendFile(ctx, file);
  });
  mountDocs(router);
}
