// Files that are known by name at start. Only what is in such a list is ever served, so no path can
// lead anywhere else.
import { createHash } from "node:crypto";
import { extname } from "node:path";
import type { Context } from "koa";
import { isKnown } from "./respond.js";

export interface StaticFile {
  readonly bytes: Buffer;
  /** Value of Content-Type. */
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

/** Content-Type by the end of the name; undefined for a kind of file that no page of ours has. */
export const typeOf = (name: string): string | undefined => TYPES[extname(name)];

/** A file with the ETag of its bytes. */
export const staticFile = (bytes: Buffer, type: string): StaticFile => ({
  bytes,
  type,
  etag: `"${createHash("sha1").update(bytes).digest("base64url")}"`,
});

/** Answers with the file, or with 304 to a client that has it already. */
export function sendFile(ctx: Context, file: StaticFile): void {
  ctx.set({ ETag: file.etag, "Cache-Control": "no-cache", "Content-Type": file.type });
  if (isKnown(file.etag, ctx.get("If-None-Match"))) ctx.status = 304;
  else ctx.body = file.bytes;
}
