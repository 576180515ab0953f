// The page at `/`: a handful of built files, read once at start. Only what was found there is ever
// served, so no path can lead anywhere else.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import type { Middleware } from "koa";
import { isKnown } from "./respond.js";

interface PageFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

function readPage(folder: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  if (!existsSync(folder)) return files;
  for (const name of readdirSync(folder)) {
    const type = TYPES[extname(name)];
    const path = join(folder, name);
    if (type === undefined || !statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    const etag = `"${createHash("sha1").update(bytes).digest("base64url")}"`;
    files.set(name === "index.html" ? "/" : `/${name}`, { bytes, type, etag });
  }
  return files;
}

/** Serves the files of one folder to GET and HEAD; anything else goes on. */
export function page(folder: string): Middleware {
  const files = readPage(folder);
  return async (ctx, next) => {
    const file = ctx.method === "GET" || ctx.method === "HEAD" ? files.get(ctx.path) : undefined;
    if (file === undefined) {
      await next();
      return;
    }
    ctx.set({ ETag: file.etag, "Cache-Control": "no-cache", "Content-Type": file.type });
    if (isKnown(file.etag, ctx.get("If-None-Match"))) ctx.status = 304;
    else ctx.body = file.bytes;
  };
}
