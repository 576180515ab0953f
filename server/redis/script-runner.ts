// The one way to a script. Lost replies, NOSCRIPT, TRYAGAIN, a failover and a stale generation are
// handled here: every script is idempotent by its operation id, so "unknown" is answered by asking
// again with the same arguments (lua/README.md).
import { setTimeout as delay } from "node:timers/promises";
import { isErrorCode } from "../../client-sdk/protocol/errors.js";
import { AppError, type ErrorMeta } from "../errors.js";
import type { RedisClient } from "./client.js";
import {
  keyOf,
  type KeyName,
  type PlaceTarget,
  type ShardTarget,
  type ShowtimeTarget,
} from "./keys.js";
import { loadScript, type LoadedScript, type ScriptClock } from "./load-script.js";

export type ScriptArg = string | number | Buffer;
/** A flat reply; its first item is `OK` or a code. */
export type ScriptReply = readonly string[];

export interface ScriptSpec<Target extends ShardTarget, Input, Output> {
  readonly file: string;
  readonly keys: readonly KeyName[];
  /** Keys after the named ones, where a script takes as many as it is given; whole names. */
  readonly moreKeys?: (input: Input) => readonly string[];
  readonly args: (input: Input, target: Target) => readonly ScriptArg[];
  /** Gets the whole reply when its first item is one of `answers`. */
  readonly reply: (reply: ScriptReply) => Output;
  /** First items that are outcomes, not refusals. Default: OK alone. */
  readonly answers?: readonly string[];
  /** What a refusal tells besides its code. */
  readonly meta?: (reply: ScriptReply) => ErrorMeta;
  /** A read whose reply holds bytes: given as latin1 strings, one character per byte. */
  readonly binary?: boolean;
}

export interface Script<Target extends ShardTarget, Input, Output> {
  (runner: ScriptRunner, target: Target, input: Input): Promise<Output>;
  readonly spec: ScriptSpec<Target, Input, Output>;
}

/** Declares the wrapper of one Lua file: its keys in order, its arguments and its reply. */
export function defineScript<Target extends ShardTarget, Input, Output>(
  spec: ScriptSpec<Target, Input, Output>,
): Script<Target, Input, Output> {
  const call = (runner: ScriptRunner, target: Target, input: Input): Promise<Output> =>
    runner.run(spec, target, input);
  return Object.assign(call, { spec });
}

export interface ScriptRunnerOptions {
  readonly client: RedisClient;
  /** MySQL's word on a shard's generation; asked when a script was refused for it. */
  readonly readGeneration: (shard: number) => Promise<number>;
  readonly clock?: ScriptClock;
  /** Another source of scripts than the files: tests of planted bugs only. */
  readonly load?: (file: string) => LoadedScript;
  /** How long an unknown outcome is asked again before SERVER_BUSY, in ms. */
  readonly askAgainMs?: number;
}

/** The showtime is missing where the script is of a wallet or of the shard itself. */
export type JournalListener = (target: ShardTarget & Partial<ShowtimeTarget>) => void;

const ASK_AGAIN_MS = 2000;
const FIRST_WAIT_MS = 10;
const LAST_WAIT_MS = 200;
const PAUSED_RETRY_AFTER_MS = 1000;
const PASSING_ERRORS = /^(TRYAGAIN|LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|MOVED|ASK|OOM|BUSY)\b/;

const isReplyError = (error: unknown): error is Error =>
  error instanceof Error &&
  (error.name === "ReplyError" || error.name === "SimpleError" || error.name === "BlobError");

export class ScriptRunner {
  readonly client: RedisClient;
  readonly #options: ScriptRunnerOptions;
  readonly #loaded = new Map<string, LoadedScript>();
  readonly #generations = new Map<number, number>();
  readonly #asking = new Map<number, Promise<number>>();
  readonly #journalListeners: JournalListener[] = [];

  constructor(options: ScriptRunnerOptions) {
    this.client = options.client;
    this.#options = options;
  }

  /** The worker knows first: it raised the generation itself. */
  setGeneration(shard: number, generation: number): void {
    this.#generations.set(shard, generation);
  }

  generation(shard: number): number | undefined {
    return this.#generations.get(shard);
  }

  /**
   * Calls the listener after each run of a script that may write the journal, whatever its outcome,
   * and before the caller has it: what was read earlier may be old from then on.
   */
  onJournalled(listener: JournalListener): void {
    this.#journalListeners.push(listener);
  }

  /**
   * Runs one script to a known outcome.
   * @throws AppError the script's refusal; `SALE_PAUSED` while no generation is agreed on;
   * `SERVER_BUSY` when the outcome stayed unknown
   */
  async run<Target extends ShardTarget, Input, Output>(
    spec: ScriptSpec<Target, Input, Output>,
    target: Target,
    input: Input,
  ): Promise<Output> {
    try {
      return await this.#run(spec, target, input);
    } finally {
      if (spec.keys.includes("journal")) {
        for (const listener of this.#journalListeners) listener(target);
      }
    }
  }

  async #run<Target extends ShardTarget, Input, Output>(
    spec: ScriptSpec<Target, Input, Output>,
    target: Target,
    input: Input,
  ): Promise<Output> {
    const keys = [
      ...spec.keys.map((name) => keyOf(name, target as ShardTarget & Partial<PlaceTarget>)),
      ...(spec.moreKeys?.(input) ?? []),
    ];
    const args = spec.args(input, target);
    const loaded = this.#load(spec.file);
    const until = Date.now() + (this.#options.askAgainMs ?? ASK_AGAIN_MS);
    let generation = this.#generations.get(target.shard) ?? (await this.#learn(target.shard));
    for (;;) {
      const call = { loaded, keys, args: [generation, ...args], binary: spec.binary ?? false };
      const reply = await this.#askUntil(call, until);
      if (reply[0] !== "WRONG_GENERATION") return decode(spec, reply);
      const learnt = await this.#learn(target.shard);
      if (learnt === generation || Date.now() >= until) {
        throw new AppError("SALE_PAUSED", { retryAfterMs: PAUSED_RETRY_AFTER_MS });
      }
      generation = learnt;
    }
  }

  #load(file: string): LoadedScript {
    const known = this.#loaded.get(file);
    if (known) return known;
    const { load, clock } = this.#options;
    const loaded = load?.(file) ?? loadScript(file, clock);
    this.#loaded.set(file, loaded);
    return loaded;
  }

  #learn(shard: number): Promise<number> {
    const asking = this.#asking.get(shard);
    if (asking) return asking;
    const asked = this.#options
      .readGeneration(shard)
      .then((generation) => {
        this.#generations.set(shard, generation);
        return generation;
      })
      .finally(() => this.#asking.delete(shard));
    this.#asking.set(shard, asked);
    return asked;
  }

  async #askUntil(call: Call, until: number): Promise<ScriptReply> {
    for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LAST_WAIT_MS)) {
      try {
        return await evaluate(this.client, call);
      } catch (error) {
        if (isReplyError(error) && !PASSING_ERRORS.test(error.message)) throw error;
        if (Date.now() >= until) throw new AppError("SERVER_BUSY", { cause: error });
      }
      await delay(waitMs * (0.5 + Math.random() / 2));
    }
  }
}

interface Call {
  readonly loaded: LoadedScript;
  readonly keys: readonly string[];
  readonly args: readonly ScriptArg[];
  readonly binary: boolean;
}

async function evaluate(client: RedisClient, call: Call): Promise<ScriptReply> {
  try {
    return await evaluateSha(client, call);
  } catch (error) {
    if (!isReplyError(error) || !error.message.startsWith("NOSCRIPT")) throw error;
    // EVAL loads the script on the very server that has the keys, on a cluster too.
    const { loaded, keys, args, binary } = call;
    const reply: unknown = await client.eval(loaded.source, keys.length, ...keys, ...args);
    return binary ? await evaluateSha(client, call) : asReply(reply);
  }
}

async function evaluateSha(client: RedisClient, call: Call): Promise<ScriptReply> {
  const { loaded, keys, args, binary } = call;
  const reply: unknown = binary
    ? await client.callBuffer("EVALSHA", loaded.sha, keys.length, ...keys, ...args)
    : await client.evalsha(loaded.sha, keys.length, ...keys, ...args);
  return asReply(reply);
}

function asReply(reply: unknown): ScriptReply {
  if (!Array.isArray(reply)) throw new Error(`a script answered ${typeof reply}, not an array`);
  return reply.map((item) => (Buffer.isBuffer(item) ? item.toString("latin1") : String(item)));
}

function decode<Target extends ShardTarget, Input, Output>(
  spec: ScriptSpec<Target, Input, Output>,
  reply: ScriptReply,
): Output {
  const code = reply[0] ?? "";
  if ((spec.answers ?? ["OK"]).includes(code)) return spec.reply(reply);
  if (!isErrorCode(code)) throw new Error(`${spec.file} answered the unknown code ${code}`);
  const meta = spec.meta?.(reply);
  throw new AppError(code, meta === undefined ? {} : { meta });
}
