// Idempotency-Key: the same key and body get the stored answer, another body or a call that still
// runs are refused. Kept are answers that asking again cannot better.
import { createHash } from "node:crypto";
import { ERRORS } from "../../../client-sdk/protocol/errors.js";
import type { Actor } from "../../auth/actor.js";
import type { Services } from "../../context.js";
import { AppError, asAppError } from "../../errors.js";
import {
  beginAnswer,
  dropAnswer,
  keepAnswer,
  knownAnswer,
  type AnswerPlace,
  type Begun,
  type StoredAnswer,
} from "../../redis/door/stored-answers.js";
import { problemReply, type Asked } from "./problem.js";
import type { HttpReply } from "./respond.js";
import { REPLAYED, type Route } from "./route.js";

const KEY = /^[\x21-\x7e]{1,255}$/;
const IN_FLIGHT_RETRY_MS = 500;
const KEPT_BYTES_MAX = 512 * 1024;

/**
 * The key of a request; undefined where the route takes none.
 * @throws AppError `IDEMPOTENCY_KEY_REQUIRED` `VALIDATION`
 */
export function idempotencyKeyOf(
  route: Pick<Route, "idempotency">,
  header: string,
): string | undefined {
  if (route.idempotency === "none") return undefined;
  if (header === "") {
    if (route.idempotency === "required") throw new AppError("IDEMPOTENCY_KEY_REQUIRED");
    return undefined;
  }
  if (KEY.test(header)) return header;
  const problem = { pointer: "/Idempotency-Key", message: "must be 1 to 255 visible characters" };
  throw new AppError("VALIDATION", { errors: [problem] });
}

export interface Keyed {
  readonly services: Services;
  readonly actor: Actor;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly asked: Asked;
}

const digest = (...parts: readonly string[]): string =>
  createHash("sha256").update(parts.join("\0")).digest("base64url");

/** JSON with the fields in order: the same body however it was written. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/**
 * Runs once per key; refusals come back as replies, so that they can be kept too.
 * @throws AppError `IDEMPOTENCY_KEY_REUSED` `IDEMPOTENCY_IN_FLIGHT` `SERVER_BUSY`
 */
export async function once(keyed: Keyed, run: () => Promise<HttpReply>): Promise<HttpReply> {
  const { services } = keyed;
  const { client } = services.redis;
  const [place, print] = [placeOf(keyed), printOf(keyed)];
  const begun = await beginAnswer(client, place, print);
  if (begun.state !== "new") return ofBegun(begun);
  const { reply, isFinal, thrown } = await outcome(run, keyed.asked);
  const keep = isFinal && (reply.json?.length ?? 0) <= KEPT_BYTES_MAX;
  // The effect stands whatever becomes of the note about it.
  await (
    keep ? keepAnswer(client, place, { print, answer: stored(reply) }) : dropAnswer(client, place)
  ).catch((error: unknown) => services.log.warn({ event: "answer.not-kept", err: error }));
  if (thrown !== undefined) throw thrown;
  return reply;
}

/**
 * Runs a command that answers a repeated key out of its own records. So only a final refusal is
 * stored, and only when it happens: a call that succeeds writes nothing here.
 * @throws AppError `IDEMPOTENCY_KEY_REUSED` `IDEMPOTENCY_IN_FLIGHT` `SERVER_BUSY`
 */
export async function onceByRecord(
  keyed: Keyed,
  run: () => Promise<HttpReply>,
): Promise<HttpReply> {
  const refused = await knownAnswer(keyed.services.redis.client, placeOf(keyed), printOf(keyed));
  if (refused !== undefined) return ofBegun(refused);
  const ran = await outcome(run, keyed.asked);
  if (ran.thrown === undefined) return ran.reply;
  if (!ran.isFinal) throw ran.thrown;
  return once(keyed, () => Promise.reject(ran.thrown ?? new AppError("INTERNAL")));
}

const printOf = ({ body }: Keyed): string => digest(canonical(body));

const placeOf = ({ services, actor, key, method, path }: Keyed): AnswerPlace => ({
  shard: actor.memberNo % services.config.shards,
  memberNo: actor.memberNo,
  hash: digest(method, path, key),
});

/** The stored answer of a key, or why there is none. */
function ofBegun(begun: Exclude<Begun, { readonly state: "new" }>): HttpReply {
  if (begun.state === "other-body") throw new AppError("IDEMPOTENCY_KEY_REUSED");
  if (begun.state === "running") {
    throw new AppError("IDEMPOTENCY_IN_FLIGHT", { retryAfterMs: IN_FLIGHT_RETRY_MS });
  }
  return replayed(begun.answer);
}

interface Outcome {
  readonly reply: HttpReply;
  readonly isFinal: boolean;
  readonly thrown?: AppError;
}

async function outcome(run: () => Promise<HttpReply>, asked: Asked): Promise<Outcome> {
  try {
    const reply = await run();
    return { reply, isFinal: reply.status >= 200 && reply.status < 300 && reply.status !== 202 };
  } catch (error) {
    const thrown = asAppError(error);
    const { retry, status } = ERRORS[thrown.code];
    return {
      reply: problemReply(thrown, asked),
      isFinal: retry === "never" && status !== 409,
      thrown,
    };
  }
}

const stored = ({ status, headers, json }: HttpReply): StoredAnswer => ({
  status,
  headers,
  body: json ?? null,
});

const replayed = ({ status, headers, body }: StoredAnswer): HttpReply => ({
  status,
  headers: { ...headers, ...REPLAYED },
  json: typeof body === "string" ? body : undefined,
});
