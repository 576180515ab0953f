// Answers stored under an idempotency key, on the member's shard. They are a convenience: they
// expire, and no effect depends on them, because every effect has an operation id of its own.
import type { RedisClient } from "../client.js";
import { answerKey } from "../keys.js";
import { orBusy } from "../or-busy.js";
import type { MemberNo, ShardId } from "../../journal/brands.js";

export interface AnswerPlace {
  readonly shard: ShardId;
  readonly memberNo: MemberNo;
  /** Hash of the method, the path and the idempotency key. */
  readonly hash: string;
}

export interface StoredAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

interface Slot {
  /** Hash of the body that was sent with the key. */
  readonly print: string;
  readonly answer?: StoredAnswer;
}

export type Begun =
  | { readonly state: "new" }
  | { readonly state: "running" }
  | { readonly state: "other-body" }
  | { readonly state: "answered"; readonly answer: StoredAnswer };

/**
 * How long the mark of a running call lasts when its node dies. A second run during that time would
 * do no harm.
 */
const RUNNING_SECONDS = 15;
const KEPT_SECONDS = 48 * 3600;

const keyFor = ({ shard, memberNo, hash }: AnswerPlace): string => answerKey(shard, memberNo, hash);

/**
 * Takes the idempotency key for a new run, or reports the run or answer that it already has.
 * @param print hash of the request's body
 * @throws AppError `SERVER_BUSY` when Redis does not answer
 */
export async function beginAnswer(
  client: RedisClient,
  place: AnswerPlace,
  print: string,
): Promise<Begun> {
  const mark = JSON.stringify({ print } satisfies Slot);
  const before = await orBusy(client.set(keyFor(place), mark, "EX", RUNNING_SECONDS, "NX", "GET"));
  return before === null ? { state: "new" } : begunOf(before, print);
}

function begunOf(text: string, print: string): Exclude<Begun, { readonly state: "new" }> {
  const slot = JSON.parse(text) as Slot;
  if (slot.print !== print) return { state: "other-body" };
  if (slot.answer === undefined) return { state: "running" };
  return { state: "answered", answer: slot.answer };
}

/**
 * The run or answer that an idempotency key has; undefined for none. It takes nothing.
 * @param print hash of the request's body
 * @throws AppError `SERVER_BUSY` when Redis does not answer
 */
export async function knownAnswer(
  client: RedisClient,
  place: AnswerPlace,
  print: string,
): Promise<Exclude<Begun, { readonly state: "new" }> | undefined> {
  const known = await orBusy(client.get(keyFor(place)));
  return known === null ? undefined : begunOf(known, print);
}

/**
 * Stores the answer of a run under its key for 48 hours.
 * @throws AppError `SERVER_BUSY` when Redis does not answer
 */
export async function keepAnswer(
  client: RedisClient,
  place: AnswerPlace,
  { print, answer }: { readonly print: string; readonly answer: StoredAnswer },
): Promise<void> {
  const slot = JSON.stringify({ print, answer } satisfies Slot);
  await orBusy(client.set(keyFor(place), slot, "EX", KEPT_SECONDS));
}

/**
 * Frees the key, so that the next request with it runs again.
 * @throws AppError `SERVER_BUSY` when Redis does not answer
 */
export async function dropAnswer(client: RedisClient, place: AnswerPlace): Promise<void> {
  await orBusy(client.del(keyFor(place)));
}
