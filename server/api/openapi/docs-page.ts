// `/docs`: Swagger UI over `/openapi.json`, from this server alone. Of its package only these files
// are served; its own starting page names other scripts and loads an example from elsewhere.
import type Router from "@koa/router";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppError } from "../../errors.js";
import { sendFile, staticFile, typeOf, type StaticFile } from "../kernel/static-files.js";

const OWN = fileURLToPath(new URL("./docs/", import.meta.url));
const OWN_FILES = ["index.html", "swagger-initializer.js"];
const PACKAGE_FILES = ["swagger-ui.css", "index.css", "swagger-ui-bundle.js", "favicon-32x32.png"];

function readDocs(): ReadonlyMap<string, StaticFile> {
  const require = createRequire(import.meta.url);
  const ofPackage = dirname(require.resolve("swagger-ui-dist/package.json"));
  const files = new Map<string, StaticFile>();
  const add = (folder: string) => (name: string) => {
    files.set(name, staticFile(readFileSync(join(folder, name)), typeOf(name) ?? "text/plain"));
  };
  OWN_FILES.forEach(add(OWN));
  PACKAGE_FILES.forEach(add(ofPackage));
  return files;
}

/**
 * Serves the page, with and without a slash at its end, and its files, which are read at the first
 * request. Any other name below `/docs/` is refused with `NOT_FOUND`.
 */
export function mountDocs(router: Router): void {
  let files: ReadonlyMap<string, StaticFile> | undefined;
  const fileOf = (name: string): StaticFile => {
    files ??= readDocs();
    const file = files.get(name);
    if (file === undefined) throw new AppError("NOT_FOUND");
    return file;
  };
  router.get("/docs", (ctx) => {
    ctx.state["route"] = "/docs";
    sendFile(ctx, fileOf("index.html"));
  });
  router.get("/docs/:file", (ctx) => {
    ctx.state["route"] = "/docs/{file}";
    sendFile(ctx, fileOf(String((ctx.params as Readonly<Record<string, unknown>>)["file"])));
  });
}
