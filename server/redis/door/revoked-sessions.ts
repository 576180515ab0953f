// The sessions that were logged out while their access tokens were still valid. Every node knows
// them by heart, because it looks for them in every request: a question to Redis cost more than the
// rest of the check. A stream carries them from node to node.
import type { Logger } from "pino";
import { AppError } from "../../errors.js";
import type { Millis } from "../../journal/brands.js";
import { pacedLoop } from "../../pace/paced-loop.js";
import { sleep } from "../../pace/sleep.js";
import { connectBlocking, type RedisClient } from "../client.js";
import { REVOCATIONS_KEY } from "../keys.js";
import { orBusy } from "../or-busy.js";

/** What the list is built from. */
export interface RevokedSessionsOptions {
  readonly url: string;
  /** For what this node revokes. */
  readonly client: RedisClient;
  /** The life of an access token: after it no token of a session is valid. */
  readonly accessTokenMs: Millis;
  /** Wall clock, in ms since 1970. */
  readonly now: () => number;
  readonly log: Pick<Logger, "warn">;
  /** How long Redis may be silent before no token is trusted. Default: 10 s. */
  readonly silenceMaxMs?: Millis;
}

const BLOCK_MS = 1000;
/** A reader that gets no answer for so long has a connection that leads nowhere. */
const ANSWER_WITHIN_MS = 4000;
const RETRY_MS = 200;
const PAGE = 1000;
/** Clocks of nodes may differ. */
const CLOCK_SKEW_MS = 60_000;
/** A node that has not heard from Redis for so long trusts no token. */
const SILENCE_MAX_MS = 10_000;
/** How long a node that revokes waits until all who listen have heard of it. */
const HEARD_WITHIN_MS = 1000;

type Entry = readonly [id: string, fields: readonly string[]];

const textOf = ([id, fields]: Entry): string => [id, ...fields].join(" ");

/** The revoked sessions that one node knows. */
export class RevokedSessions {
  readonly #options: RevokedSessionsOptions;
  readonly #reader: RedisClient;
  readonly #ended = new AbortController();
  /** Session id → when its last access token ends, the earliest first. */
  readonly #until = new Map<string, Millis>();
  /** Those who wait until the entry with an id has been read. */
  readonly #waiting = new Map<string, () => void>();
  #lastId = "0-0";
  #lastEntry = "";
  #heardAtMs = performance.now();

  private constructor(options: RevokedSessionsOptions, reader: RedisClient) {
    this.#options = options;
    this.#reader = reader;
  }

  /**
   * Opens the list.
   * @param known what MySQL knows to be revoked: Redis may have lost it
   * @throws Error when Redis cannot be reached
   */
  static async open(
    options: RevokedSessionsOptions,
    known: readonly string[],
  ): Promise<RevokedSessions> {
    const reader = await connectBlocking(options.url, ANSWER_WITHIN_MS);
    const sessions = new RevokedSessions(options, reader);
    try {
      sessions.#add(known);
      while (await sessions.#readPage());
    } catch (error) {
      reader.disconnect();
      throw error;
    }
    void pacedLoop(sessions.#ended.signal, { afterMs: 0 }, () => sessions.#listen());
    return sessions;
  }

  /**
   * Whether a session was logged out.
   * @throws AppError `SERVER_BUSY` when this node has not heard of the others for 10 s
   */
  has(sessionId: string): boolean {
    const silentMs = performance.now() - this.#heardAtMs;
    if (silentMs > (this.#options.silenceMaxMs ?? SILENCE_MAX_MS))
      throw new AppError("SERVER_BUSY");
    return this.#until.has(sessionId);
  }

  /**
   * Revokes sessions on every node; returns when this node has heard of it from Redis, as the
   * others then have.
   * @throws AppError `SERVER_BUSY` when Redis does not answer
   */
  async revoke(sessionIds: readonly string[]): Promise<void> {
    if (sessionIds.length === 0) return;
    const { client, accessTokenMs, now } = this.#options;
    const oldest = String(now() - accessTokenMs - CLOCK_SKEW_MS);
    const fields = sessionIds.flatMap((sessionId) => ["sid", sessionId]);
    const id = await orBusy(client.xadd(REVOCATIONS_KEY, "MINID", "~", oldest, "*", ...fields));
    // Not before: a caller who was refused asks again, with a token of the session.
    this.#add(sessionIds);
    await this.#heard(String(id));
  }

  /** Stops listening. */
  close(): void {
    this.#ended.abort();
    this.#reader.disconnect();
    for (const answer of this.#waiting.values()) answer();
  }

  #add(sessionIds: readonly string[]): void {
    const { now, accessTokenMs } = this.#options;
    const until = now() + accessTokenMs + CLOCK_SKEW_MS;
    for (const sessionId of sessionIds) this.#until.set(sessionId, until);
  }

  #heard(id: string): Promise<void> {
    if (isUpTo(id, this.#lastId)) return Promise.resolve();
    return new Promise((resolve) => {
      const answer = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve();
      };
      const timer = setTimeout(answer, HEARD_WITHIN_MS);
      this.#waiting.set(id, answer);
    });
  }

  async #listen(): Promise<void> {
    try {
      const found = await this.#reader.xread(
        ...(["COUNT", PAGE, "BLOCK", BLOCK_MS, "STREAMS", REVOCATIONS_KEY, this.#lastId] as const),
      );
      const entries = found?.[0]?.[1] ?? [];
      if (entries.length === 0) await this.#compareEnd();
      this.#take(entries);
    } catch (error) {
      if (this.#ended.signal.aborted) return;
      this.#options.log.warn({ event: "revocations.unheard", err: error });
      await sleep(RETRY_MS, this.#ended.signal);
    }
  }

  /**
   * Starts over when the end of the stream is not what this node has read: Redis was emptied or has
   * another clock since, and the new entries have ids that are no higher than the last one.
   */
  async #compareEnd(): Promise<void> {
    const [end] = await this.#reader.xrevrange(REVOCATIONS_KEY, "+", "-", "COUNT", 1);
    if (end === undefined || textOf(end) === this.#lastEntry) return;
    if (isUpTo(end[0], this.#lastId)) this.#lastId = "0-0";
  }

  /** Reads the next entries without waiting for new ones. @returns whether there may be more */
  async #readPage(): Promise<boolean> {
    const entries = await this.#reader.xrange(
      ...([REVOCATIONS_KEY, `(${this.#lastId}`, "+", "COUNT", PAGE] as const),
    );
    this.#take(entries);
    return entries.length === PAGE;
  }

  #take(entries: readonly Entry[]): void {
    this.#heardAtMs = performance.now();
    for (const entry of entries) {
      const [id, fields] = entry;
      this.#lastId = id;
      this.#lastEntry = textOf(entry);
      this.#add(fields.filter((_, at) => at % 2 === 1));
    }
    for (const [id, answer] of this.#waiting) if (isUpTo(id, this.#lastId)) answer();
    this.#forget();
  }

  /** Forgets the sessions whose tokens have all ended. */
  #forget(): void {
    const nowMs = this.#options.now();
    for (const [sessionId, until] of this.#until) {
      if (until > nowMs) return;
      this.#until.delete(sessionId);
    }
  }
}

/** Whether an id of the stream is not after another one. */
function isUpTo(id: string, other: string): boolean {
  const [ms = 0, n = 0] = id.split("-").map(Number);
  const [otherMs = 0, otherN = 0] = other.split("-").map(Number);
  return ms < otherMs || (ms === otherMs && n <= otherN);
}
