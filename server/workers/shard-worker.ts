// The worker of one shard. It takes the shard over and recovers it; then it copies the journal to
// MySQL, renews the lease and trims the stream, until it is stopped or another worker takes over.
import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { InvariantViolation, LostDuty } from "../db/journal/invariant-violation.js";
import { beat, markFenced, markRedis, readShard, release } from "../db/repositories/shard-duty.js";
import type { CommittedListener } from "../journal/outcomes.js";
import { shardFence } from "../redis/shard/fence.js";
import { DutyConnection } from "./duty/duty-connection.js";
import type { StartDutyLoop } from "./duty/duty.js";
import type { JournalStep } from "./journal/journal-loop.js";
import { recover, type Recovered } from "./duty/recovery.js";
import { openRedisLink, type RedisLink } from "./duty/redis-link.js";
import { ShardFenced } from "./duty/shard-fenced.js";
import { runSession } from "./duty/shard-session.js";
import { pacedLoop } from "../pace/paced-loop.js";
import { runLoops } from "./run-loops.js";
import type { ShardId } from "../journal/brands.js";

/** A step of a worker; tests stop a worker after each. */
export type WorkerStep = "taken" | "raised" | "opened" | JournalStep;

/** What a worker works with. */
export interface ShardWorkerOptions {
  readonly shard: ShardId;
  readonly redisUrl: string;
  readonly databaseUrl: string;
  readonly log: Logger;
  /** Starts the signals of each duty. */
  readonly startLoop?: StartDutyLoop | undefined;
  /** Hears what is committed, where callers of the same node wait for it. */
  readonly committed?: CommittedListener | undefined;
  /** Called with the generation that scripts of this node carry from now on. */
  readonly onGeneration?: ((shard: ShardId, generation: number) => void) | undefined;
  /** Called after each step; tests end a worker there. */
  readonly failpoint?: ((step: WorkerStep) => void | Promise<void>) | undefined;
}

/** What a worker does with its shard now. */
export interface ShardStatus {
  readonly shard: ShardId;
  /** `standby`: another node has the shard, or no node can take it now. */
  readonly state: "standby" | "recovering" | "serving" | "paused" | "fenced";
  /** Why nothing is sold; undefined while it sells or another node has the shard. */
  readonly reason: string | undefined;
}

const STANDBY_MS = 1000;
const BEAT_MS = 1000;
const RETRY_MS = 500;
const FENCED_ASK_MS = 1000;
/** A node that cannot reach Redis for so long gives the shard up: another one may reach it. */
const OUT_OF_REACH_MS = 5000;
const MAKE_WAY_MS = 3000;

class RedisOutOfReach extends Error {}

const isFence = (error: unknown): error is Error =>
  error instanceof InvariantViolation || error instanceof ShardFenced;

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Stands by for one shard, and serves it when it is free. */
export class ShardWorker {
  /** Names this run of the worker in MySQL. */
  readonly runId = randomUUID();
  readonly #options: ShardWorkerOptions;
  readonly #log: Logger;
  readonly #ended = new AbortController();
  #running: Promise<void> | undefined;
  #duty: DutyConnection | undefined;
  #isAbandoned = false;
  #isMakingWay = false;
  #reachedAtMs = 0;
  #status: Omit<ShardStatus, "shard"> = { state: "standby", reason: undefined };
  #lastTrouble = "";
  /** Before the first lease selling has not begun, so it is not logged as paused. */
  #hasSold = false;

  constructor(options: ShardWorkerOptions) {
    this.#options = options;
    this.#log = options.log.child({ shard: options.shard });
  }

  /** What the worker does now. */
  get status(): ShardStatus {
    return { shard: this.#options.shard, ...this.#status };
  }

  /** Tries to take the shard over, again and again; a second call does nothing. */
  start(): void {
    this.#running ??= this.#run(this.#ended.signal);
  }

  /** Ends after the batch under way; the next worker may take over at once. */
  async stop(): Promise<void> {
    this.#ended.abort();
    await this.#running;
  }

  /** Ends as a power cut would: cuts its connections and does not release the shard in MySQL. */
  async abandon(): Promise<void> {
    this.#isAbandoned = true;
    this.#ended.abort();
    this.#duty?.close();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const afterMs = (): number => (this.#isMakingWay ? MAKE_WAY_MS : STANDBY_MS);
    await pacedLoop(signal, { afterMs }, () => this.#attempt(signal));
  }

  /** One attempt to take the shard over, and the duty while it lasts. */
  async #attempt(signal: AbortSignal): Promise<void> {
    const { databaseUrl, shard } = this.#options;
    this.#isMakingWay = false;
    try {
      this.#duty = await DutyConnection.takeOver(databaseUrl, shard, this.runId);
      if (this.#duty) await this.#onDuty(this.#duty, signal);
    } catch (error) {
      this.#isMakingWay = error instanceof RedisOutOfReach;
      if (error instanceof LostDuty) this.#log.warn({ event: "shard.lost", reason: error.message });
      else this.#trouble(error);
    }
    await this.#leave();
    this.#status = { state: "standby", reason: undefined };
  }

  async #onDuty(duty: DutyConnection, signal: AbortSignal): Promise<void> {
    this.#log.info({ event: "shard.taken", generation: duty.fence.generation });
    await this.#step("taken");
    await runLoops(signal, [
      (inner) => pacedLoop(inner, { afterMs: BEAT_MS }, () => this.#beat(duty, inner)),
      (inner) => this.#sessions(duty, inner),
    ]);
  }

  async #leave(): Promise<void> {
    const duty = this.#duty;
    this.#duty = undefined;
    if (duty === undefined) return;
    if (!this.#isAbandoned) {
      await duty.use((connection) => release(connection, duty.fence)).catch(() => undefined);
    }
    duty.close();
  }

  /**
   * Shows MySQL that this worker lives; while MySQL is unreachable the lease lapses.
   * @throws LostDuty when another worker has the shard by now
   */
  async #beat(duty: DutyConnection, signal: AbortSignal): Promise<void> {
    try {
      await duty.commit((connection) => beat(connection, duty.fence));
    } catch (error) {
      if (error instanceof LostDuty) throw error;
      if (!signal.aborted) this.#trouble(error);
    }
  }

  /**
   * Opens one link to Redis after the other, each under a generation of its own.
   * @throws LostDuty when another worker has the shard by now
   */
  async #sessions(duty: DutyConnection, signal: AbortSignal): Promise<void> {
    this.#reachedAtMs = performance.now();
    this.#status = { state: "recovering", reason: undefined };
    let isFirst = true;
    await pacedLoop(signal, { afterMs: RETRY_MS }, async () => {
      try {
        await this.#session(duty, isFirst, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof LostDuty) throw error;
        if (isFence(error)) await this.#stayFenced(duty, error, signal);
        else this.#interrupted(error);
      } finally {
        isFirst = false;
      }
    });
  }

  async #session(duty: DutyConnection, isFirst: boolean, signal: AbortSignal): Promise<void> {
    const { redisUrl, shard, startLoop, committed } = this.#options;
    const link = await openRedisLink(redisUrl, shard, () => duty.fence);
    try {
      if (!isFirst) await this.#raise(duty);
      const from = await this.#recover(duty, link);
      const options = {
        duty,
        link,
        from,
        startLoop,
        committed,
        log: this.#log,
        failpoint: (step: JournalStep) => this.#step(step),
        onPause: (reason: string | undefined) => this.#onPause(reason),
      };
      await runSession(options, signal);
    } catch (error) {
      // If Redis cannot be fenced, its lease lapses within three seconds.
      if (isFence(error)) await shardFence(link.runner, { shard }).catch(() => undefined);
      throw error;
    } finally {
      link.close();
      this.#reachedAtMs = performance.now();
    }
  }

  /** @throws RedisOutOfReach when no link has worked for too long */
  #interrupted(error: unknown): void {
    this.#status = { state: "recovering", reason: textOf(error) };
    this.#trouble(error);
    if (performance.now() - this.#reachedAtMs > OUT_OF_REACH_MS) {
      throw new RedisOutOfReach("Redis is out of reach", { cause: error });
    }
  }

  async #raise(duty: DutyConnection): Promise<void> {
    await duty.raise();
    await this.#step("raised");
  }

  async #recover(duty: DutyConnection, link: RedisLink): Promise<Recovered> {
    const from = await recover(duty, link);
    const { fence } = duty;
    await this.#step("opened");
    const { identity } = link.commands;
    await duty.use((connection) =>
      markRedis(connection, fence, { ...identity, epoch: from.epoch }),
    );
    this.#options.onGeneration?.(fence.shard, fence.generation);
    this.#log.info({ event: "shard.recovered", generation: fence.generation, n: from.cursor.n });
    this.#lastTrouble = "";
    return from;
  }

  #onPause(reason: string | undefined): void {
    this.#status = { state: reason === undefined ? "serving" : "paused", reason };
    if (reason === undefined) this.#log.info({ event: "shard.leased" });
    else if (this.#hasSold) this.#log.warn({ event: "shard.paused", reason });
    this.#hasSold ||= reason === undefined;
  }

  /** Waits until an operator clears the mark in MySQL; then recovery compares everything again. */
  async #stayFenced(duty: DutyConnection, error: Error, signal: AbortSignal): Promise<void> {
    const reason = error.message;
    this.#status = { state: "fenced", reason };
    this.#log.error({ event: "shard.fenced", reason });
    let isMarked = error instanceof ShardFenced && error.isMarked;
    await pacedLoop(signal, { afterMs: FENCED_ASK_MS }, async () => {
      try {
        if (!isMarked) {
          await duty.commit((connection) => markFenced(connection, duty.fence, reason));
          isMarked = true;
        }
        const row = await duty.use((connection) => readShard(connection, duty.fence));
        return row.fencedReason === undefined ? "done" : undefined;
      } catch (trouble) {
        if (trouble instanceof LostDuty) throw trouble;
        return undefined;
      }
    });
  }

  async #step(step: WorkerStep): Promise<void> {
    await this.#options.failpoint?.(step);
  }

  /** Logs the same failure once, not with every attempt. */
  #trouble(error: unknown): void {
    const text = textOf(error);
    if (text === this.#lastTrouble || this.#ended.signal.aborted) return;
    this.#lastTrouble = text;
    this.#log.warn({ event: "shard.interrupted", err: error });
  }
}
