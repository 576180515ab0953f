// From an answer to bytes: chosen fields, the ETag, 304 for who has it already.
import { createHash } from "node:crypto";
import type { Context } from "koa";
import type { Answer } from "./route.js";

const FIELDS_MAX = 50;
const JSON_TYPE = "application/json; charset=utf-8";

export interface HttpReply {
  readonly status: number;
  readonly json: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

/** The names of `?fields=a,b`; undefined for all. */
export function fieldsOf(query: unknown): ReadonlySet<string> | undefined {
  if (typeof query !== "string" || query === "") return undefined;
  return new Set(query.split(",", FIELDS_MAX).map((name) => name.trim()));
}

type Fields = ReadonlySet<string> | undefined;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const choose = (value: unknown, fields: ReadonlySet<string>): unknown =>
  isRecord(value)
    ? Object.fromEntries(Object.entries(value).filter(([name]) => fields.has(name)))
    : value;

/** Of a list the fields of its rows, of anything else its own. */
export function withFields(body: unknown, fields: Fields): unknown {
  if (fields === undefined || !isRecord(body)) return body;
  if (!Array.isArray(body["data"])) return choose(body, fields);
  return { ...body, data: body["data"].map((row) => choose(row, fields)) };
}

const hashOf = (json: string): string =>
  `W/"${createHash("sha1").update(json).digest("base64url")}"`;

function jsonOf({ json, body }: Answer, fields: Fields): string | undefined {
  if (body !== undefined) return JSON.stringify(withFields(body, fields));
  // Nothing is made for who has this version already.
  if (fields === undefined || json === undefined || json === "") return json;
  return JSON.stringify(withFields(JSON.parse(json), fields));
}

/** Serialised once; reads get an ETag. */
export function asReply(answer: Answer, { isRead, fields }: { isRead: boolean; fields: Fields }) {
  const json = jsonOf(answer, fields);
  const isTagged = isRead && answer.status === 200;
  const etag = answer.etag ?? (isTagged && json !== undefined ? hashOf(json) : undefined);
  return {
    status: answer.status,
    json,
    headers: { ...(etag === undefined ? {} : { ETag: etag }), ...answer.headers },
  } satisfies HttpReply;
}

const tagsOf = (header: string): string[] =>
  header.split(",").map((tag) => tag.trim().replace(/^W\//, ""));

/** Whether a client has this version already (RFC 9110, weak comparison). */
export function isKnown(etag: string | undefined, ifNoneMatch: string): boolean {
  if (etag === undefined || ifNoneMatch === "") return false;
  const tags = tagsOf(ifNoneMatch);
  return tags.includes("*") || tags.includes(etag.replace(/^W\//, ""));
}

/** Sends a reply, or 304 to a client that has this version. */
export function send(ctx: Context, reply: HttpReply): void {
  ctx.set(reply.headers);
  if (isKnown(reply.headers["ETag"], ctx.get("If-None-Match")) && reply.status === 200) {
    ctx.status = 304;
    return;
  }
  ctx.status = reply.status;
  if (reply.json === undefined) {
    ctx.body = null;
    ctx.status = reply.status;
    return;
  }
  ctx.body = reply.json;
  if (!("Content-Type" in reply.headers)) ctx.set("Content-Type", JSON_TYPE);
}
