// Headers of answers and of requests that are more than HTTP's own.
import type { Json } from "./schemas.js";

const text = (maxLength: number, pattern: string) => ({ type: "string", maxLength, pattern });
const VISIBLE = "^[\\x20-\\x7e]+$";
const WHOLE = { type: "integer", minimum: 0, maximum: 2_147_483_647, format: "int32" };

const ANSWER_HEADERS = {
  "X-Request-Id": {
    description: "Names this request in logs and problems: the one that was sent, else a new one.",
    schema: text(64, "^[\\w.-]+$"),
    example: "0f8fad5b-d9cb-469f-a165-70867728950e",
  },
  "Cache-Control": {
    description: "`no-cache` with an ETag for the catalogue; what is personal is not stored.",
    schema: text(40, VISIBLE),
    example: "private, no-store",
  },
  "Access-Control-Allow-Origin": {
    description: "The origin of the page that asked, where ALLOWED_ORIGINS names it.",
    schema: text(255, VISIBLE),
    example: "https://page.example",
  },
  ETag: {
    description: "The version of the answer: sent back as `If-None-Match`, it saves the body.",
    schema: text(120, VISIBLE),
    example: 'W/"b2JqZWN0cyBpbiBtaXJyb3I"',
  },
  "Retry-After": {
    description: "Seconds after which to ask again; `retryAfterMs` and `pollAfterMs` say it finer.",
    schema: WHOLE,
    example: 1,
  },
  "Idempotent-Replayed": {
    description: "`true` when this is the stored answer of an earlier call with the same key.",
    schema: { type: "string", enum: ["true"] },
    example: "true",
  },
  "WWW-Authenticate": {
    description: "The scheme to authenticate with.",
    schema: { type: "string", enum: ["Bearer"] },
    example: "Bearer",
  },
  Allow: {
    description: "The methods that this path takes.",
    schema: text(60, VISIBLE),
    example: "GET, HEAD",
  },
} as const satisfies Record<string, Json>;

export type HeaderName = keyof typeof ANSWER_HEADERS;

const ON_EVERY_ANSWER: readonly HeaderName[] = [
  "X-Request-Id",
  "Cache-Control",
  "Access-Control-Allow-Origin",
];

/** `components.headers`. */
export const namedHeaders: Json = ANSWER_HEADERS;

/** The headers of an answer: those of every answer and these. */
export const headerRefs = (names: readonly HeaderName[]): Json =>
  Object.fromEntries(
    [...ON_EVERY_ANSWER, ...names].map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );

const KEY = { name: "Idempotency-Key", in: "header" };
const KEY_TEXT =
  "One per intent, the same for each repetition: the same key and body get the same answer.";

/**
 * `components.parameters`: what requests may bring besides path, query and body. Without examples:
 * Swagger UI would send them.
 */
export const namedParameters = {
  IdempotencyKey: {
    ...KEY,
    description: `${KEY_TEXT} An empty one is none.`,
    schema: text(255, "^[\\x21-\\x7e]*$"),
  },
  RequiredIdempotencyKey: {
    ...KEY,
    required: true,
    description: `${KEY_TEXT} Without it no money moves.`,
    schema: { ...text(255, "^[\\x21-\\x7e]+$"), minLength: 1 },
  },
  QueueToken: {
    name: "X-Queue-Token",
    in: "header",
    description:
      "`token` of the caller's place in the waiting room. The organiser of the showtime and " +
      "administrators need none to see its map.",
    schema: text(512, "^[\\x21-\\x7e]*$"),
  },
  IfNoneMatch: {
    name: "If-None-Match",
    in: "header",
    description: "The ETag the caller has: when it is still the one, the answer is 304.",
    schema: { type: "string", maxLength: 1000 },
  },
} as const satisfies Record<string, Json>;

/** A pointer at one of them. */
export const parameterRef = (name: keyof typeof namedParameters): Json => ({
  $ref: `#/components/parameters/${name}`,
});
