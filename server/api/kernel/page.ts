// The page at `/`: a handful of built files, read once at start.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Middleware } from "koa";
import { sendFile, staticFile, typeOf, type StaticFile } from "./static-files.js";

function readPage(folder: string): ReadonlyMap<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const type = typeOf(name);
    if (type === undefined || !statSync(path).isFile()) continue;
    const file = staticFile(readFileSync(path), type);
    files.set(name === "index.html" ? "/" : `/${name}`, file);
  }
  return files;
}

/** Serves the files of one folder to GET and HEAD; anything else goes on. */
export function page(folder: string): Middleware {
  const files = readPage(folder);
  return async (ctx, next) => {
    const file = ctx.method === "GET" || ctx.method === "HEAD" ? files.get(ctx.path) : undefined;
    if (file === undefined) await next();
    else sendFile(ctx, file);
  };
}
