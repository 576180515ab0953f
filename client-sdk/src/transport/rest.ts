// REST calls, with the same errors as signals.

import type { Addresses } from "./addresses.js";
import { backoffMs, sleep } from "./backoff.js";
import { OnsaleError, unanswered, type Refusal } from "../onsale-error.js";

/** What REST calls need. */
export interface RestOptions {
  readonly addresses: Addresses;
  /** The access token; undefined before a login. */
  readonly token: () => Promise<string | undefined>;
  /** Renews an expired token; false when that is not possible. */
  readonly refresh: () => Promise<boolean>;
  readonly timeoutMs: number;
}

/** One REST call, besides its path. */
export interface RestRequest {
  /** GET when left out. */
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Header `Idempotency-Key`: one key per intent, the same for each repetition. */
  readonly idempotencyKey?: string;
  /** Header `X-Queue-Token`. */
  readonly queueToken?: string;
  /** Sent without the access token: sign-up, login, refresh. */
  readonly isAnonymous?: boolean;
}

/** The answer of a REST call. */
export interface RestAnswer<T> {
  readonly status: number;
  readonly body: T;
}

const BASE = "/api/v1";
const PENDING_TRIES_MAX = 60;

/** REST calls of a client. Paths begin below `/api/v1`, such as `/members/me`. */
export class Rest {
  readonly #options: RestOptions;
  #clockOffsetMs = 0;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** The server's time in milliseconds since 1970, from its answers, to about one second. */
  serverNow(): number {
    return Date.now() + this.#clockOffsetMs;
  }

  /**
   * The body of the answer.
   * @throws OnsaleError the refusal, or one with `isAnswered` false
   */
  async ask<T>(path: string, request: RestRequest = {}): Promise<T> {
    return (await this.answer<T>(path, request)).body;
  }

  /**
   * Like `ask`, but repeats the call with the same key while the answer is 202 `pending`.
   * @throws OnsaleError the refusal, or one with `isAnswered` false: no answer, or a minute of
   *   `pending`
   */
  async settle<T>(path: string, request: RestRequest & { idempotencyKey: string }): Promise<T> {
    for (let tries = 0; ; tries++) {
      const { status, body } = await this.answer<T>(path, request);
      if (status !== 202) return body;
      if (tries === PENDING_TRIES_MAX) throw unanswered("The answer is still pending");
      await sleep(backoffMs(0, { minMs: 1_000, maxMs: 2_000, factor: 0.5 }));
    }
  }

  /**
   * Status and body of the answer.
   * @throws OnsaleError the refusal, or one with `isAnswered` false
   */
  async answer<T>(path: string, request: RestRequest = {}): Promise<RestAnswer<T>> {
    try {
      return await this.#send<T>(path, request);
    } catch (error) {
      const hasExpired = error instanceof OnsaleError && error.code === "TOKEN_EXPIRED";
      if (!hasExpired || request.isAnonymous === true || !(await this.#options.refresh()))
        throw error;
      return this.#send<T>(path, request);
    }
  }

  async #send<T>(path: string, request: RestRequest): Promise<RestAnswer<T>> {
    const startedAt = Date.now();
    const response = await this.#fetch(path, request);
    this.#readClock(response, startedAt);
    const text = await response.text().catch((cause: unknown) => {
      throw unanswered("The answer broke off", cause);
    });
    if (!response.ok) throw refusalOf(response, text);
    return { status: response.status, body: (text === "" ? undefined : JSON.parse(text)) as T };
  }

  async #fetch(path: string, request: RestRequest): Promise<Response> {
    const { method = "GET", body, idempotencyKey, queueToken } = request;
    const token = request.isAnonymous === true ? undefined : await this.#options.token();
    const headers: Record<string, string> = { accept: "application/json" };
    if (token !== undefined) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    if (idempotencyKey !== undefined) headers["idempotency-key"] = idempotencyKey;
    if (queueToken !== undefined) headers["x-queue-token"] = queueToken;
    const url = this.#options.addresses.current;
    try {
      return await fetch(url + BASE + path + search(request.query), {
        method,
        headers,
        signal: AbortSignal.timeout(this.#options.timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      this.#options.addresses.failed(url);
      throw unanswered("The server cannot be reached", cause);
    }
  }

  #readClock(response: Response, startedAt: number): void {
    const date = Date.parse(response.headers.get("date") ?? "");
    if (Number.isNaN(date)) return;
    // The header has whole seconds, so half a second more is right on average.
    this.#clockOffsetMs = date + 500 - (startedAt + Date.now()) / 2;
  }
}

function search(query: RestRequest["query"]): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined);
  if (given.length === 0) return "";
  const texts = given.map(([name, value]): [string, string] => [name, String(value)]);
  return `?${String(new URLSearchParams(texts))}`;
}

function refusalOf(response: Response, text: string): OnsaleError {
  const retryAfterSeconds = Number(response.headers.get("retry-after") ?? "");
  const retryAfterMs = retryAfterSeconds > 0 ? retryAfterSeconds * 1_000 : undefined;
  const problem = parsed(text);
  // A proxy answered, not the server: whether the call took effect is not known.
  if (problem === undefined) return unanswered(`HTTP ${String(response.status)}`);
  return new OnsaleError({ retryAfterMs, ...problem });
}

function parsed(text: string): Refusal | undefined {
  try {
    const problem: unknown = JSON.parse(text);
    const isProblem = typeof problem === "object" && problem !== null && "code" in problem;
    return isProblem ? (problem as Refusal) : undefined;
  } catch {
    return undefined;
  }
}
