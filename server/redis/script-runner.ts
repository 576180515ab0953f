// Every script is called through this file. It handles lost replies, NOSCRIPT, TRYAGAIN, a failover
// and a stale generation. Every script is idempotent by its operation id, so when the outcome is
// unknown the runner repeats the call with the same arguments (lua/README.md).
import { setTimeout as sleep } from "node:timers/promises";
import { isErrorCode, type ErrorCode } from "../../client-sdk/protocol/errors.js";
import { AppError } from "../errors.js";
import type { AskWord } from "./ask-words.js";
import type { RedisClient } from "./client.js";
import {
  keyOf,
  type KeyName,
  type PlaceTarget,
  type ShardTarget,
  type ShowtimeTarget,
} from "./keys.js";
import { loadScript, type LoadedScript, type ScriptClock } from "./load-script.js";
import { readRecord, type RecordRead } from "./record-read.js";
import type { Millis, ShardId } from "../journal/brands.js";

export type ScriptArg = string | number | Buffer;
/** A flat reply; its first item is `OK`, a code of the error table, or a word of `ASK_WORDS`. */
export type ScriptReply = readonly string[];

/** A refusal as a value: its code, and the details that the script returned with it. */
export interface Refusal {
  readonly kind: "refused";
  readonly code: ErrorCode;
}

/** The error for a refusal. The details of the refusal become the error's meta. */
export function refusalError({ kind: _kind, code, ...meta }: Refusal): AppError {
  return new AppError(code, Object.keys(meta).length === 0 ? {} : { meta });
}

/** The result of a call, for callers that branch on its refusals instead of throwing them. */
export type Outcome<Output, Refused extends Refusal> =
  { readonly kind: "done"; readonly value: Output } | Refused;

/**
 * The value of a call that succeeded.
 * @throws AppError the code of the refusal, when it was refused
 */
export function valueOf<Output>(outcome: Outcome<Output, Refusal>): Output {
  if (outcome.kind === "refused") throw refusalError(outcome);
  return outcome.value;
}

export interface ScriptSpec<
  Target extends ShardTarget,
  Input,
  Output,
  Refused extends Refusal = never,
> {
  readonly file: string;
  readonly keys: readonly KeyName[];
  /** Further keys, as full names, for a script that takes any number of keys. */
  readonly moreKeys?: (input: Input) => readonly string[];
  readonly args: (input: Input, target: Target) => readonly ScriptArg[];
  /** Decodes the whole reply. It is called when the first item is OK, or in `asks` or `answers`. */
  readonly reply: (reply: ScriptReply) => Output;
  /** What the script may ask of this wrapper, as its head says under ASK. */
  readonly asks?: readonly AskWord[];
  /** Refusals that `reply` decodes: results for every caller of this wrapper. */
  readonly answers?: readonly ErrorCode[];
  /**
   * Decodes the refusals that carry details or that a caller branches on; `outcome` returns them as
   * values. It returns undefined for the other refusals, which are always thrown.
   */
  readonly refusal?: (reply: ScriptReply) => Refused | undefined;
}

export interface Script<
  Target extends ShardTarget,
  Input,
  Output,
  Refused extends Refusal = never,
> {
  /** @throws AppError every refusal */
  (runner: ScriptRunner, target: Target, input: Input): Promise<Output>;
  /** @throws AppError refusals that are not among `Refused` */
  readonly outcome: (
    runner: ScriptRunner,
    target: Target,
    input: Input,
  ) => Promise<Outcome<Output, Refused>>;
  readonly spec: ScriptSpec<Target, Input, Output, Refused>;
}

/** Declares the wrapper of one Lua file: its keys in order, its arguments and its replies. */
export function defineScript<
  Target extends ShardTarget,
  Input,
  Output,
  Refused extends Refusal = never,
>(spec: ScriptSpec<Target, Input, Output, Refused>): Script<Target, Input, Output, Refused> {
  const call = (runner: ScriptRunner, target: Target, input: Input): Promise<Output> =>
    runner.run(spec, target, input);
  const outcome: Script<Target, Input, Output, Refused>["outcome"] = (runner, target, input) =>
    runner.outcome(spec, target, input);
  return Object.assign(call, { outcome, spec });
}

export interface ScriptRunnerOptions {
  readonly client: RedisClient;
  /** Reads a shard's generation from MySQL. It is called when a script refuses the known one. */
  readonly readGeneration: (shard: ShardId) => Promise<number>;
  readonly clock?: ScriptClock;
  /** Replaces the source of scripts, only for tests that plant bugs. */
  readonly load?: (file: string) => LoadedScript;
  /** How long a call with an unknown outcome is repeated before SERVER_BUSY, in ms. */
  readonly askAgainMs?: Millis;
}

/** Receives the target of a script. It has no showtime for scripts of a wallet or of a shard. */
export type JournalListener = (target: ShardTarget & Partial<ShowtimeTarget>) => void;

const OK = "OK";
const ASK_AGAIN_MS = 2000;
const FIRST_WAIT_MS = 10;
const LAST_WAIT_MS = 200;
/** While MySQL and Redis do not agree on the generation, the shard sells nothing. */
const NO_GENERATION: ScriptReply = ["SALE_PAUSED"];
const PASSING_ERRORS = /^(TRYAGAIN|LOADING|CLUSTERDOWN|MASTERDOWN|READONLY|MOVED|ASK|OOM|BUSY)\b/;

const isReplyError = (error: unknown): error is Error =>
  error instanceof Error &&
  (error.name === "ReplyError" || error.name === "SimpleError" || error.name === "BlobError");

/** Runs scripts on one Redis or Redis Cluster, and knows the generation of each shard. */
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

  /** Sets the generation of a shard. The worker calls this after it has raised the generation. */
  setGeneration(shard: ShardId, generation: number): void {
    this.#generations.set(shard, generation);
  }

  /** The generation that scripts of a shard are called with; undefined before the first call. */
  generation(shard: ShardId): number | undefined {
    return this.#generations.get(shard);
  }

  /**
   * Registers a listener for scripts that may write the journal. It is called after each run, with
   * any outcome, before the caller gets the reply: what was read before may be stale from then on.
   */
  onJournalled(listener: JournalListener): void {
    this.#journalListeners.push(listener);
  }

  /**
   * Runs one script and repeats it until its outcome is known.
   * @throws AppError the script's refusal; `SALE_PAUSED` while MySQL and Redis do not agree on the
   * generation; `SERVER_BUSY` when the outcome stayed unknown
   */
  async run<Target extends ShardTarget, Input, Output, Refused extends Refusal>(
    spec: ScriptSpec<Target, Input, Output, Refused>,
    target: Target,
    input: Input,
  ): Promise<Output> {
    return decode(spec, await this.#reply(spec, target, input));
  }

  /**
   * Runs one script as `run` does, but returns the refusals that its wrapper decodes as values.
   * @throws AppError the other refusals; `SERVER_BUSY` when the outcome stayed unknown
   */
  async outcome<Target extends ShardTarget, Input, Output, Refused extends Refusal>(
    spec: ScriptSpec<Target, Input, Output, Refused>,
    target: Target,
    input: Input,
  ): Promise<Outcome<Output, Refused>> {
    const reply = await this.#reply(spec, target, input);
    const refused = isAnswer(spec, reply) ? undefined : spec.refusal?.(reply);
    return refused ?? { kind: "done", value: decode(spec, reply) };
  }

  /**
   * Reads without a script, all at one moment of the shard.
   * @throws AppError the refusals of the read; `SALE_PAUSED` while MySQL and Redis do not agree on
   * the generation; `SERVER_BUSY` when Redis did not answer
   */
  async read<Target extends ShardTarget, Output>(
    spec: RecordRead<Target, Output>,
    target: Target,
  ): Promise<Output> {
    const found = await this.#underGeneration(target.shard, async (generation, until) => {
      const read = await untilKnown(until, () => readRecord(this.client, spec, target));
      return read?.record.generation === generation ? read : undefined;
    });
    if (found === undefined) throw new AppError("SALE_PAUSED");
    return spec.reply(found);
  }

  async #reply<Target extends ShardTarget, Input, Output, Refused extends Refusal>(
    spec: ScriptSpec<Target, Input, Output, Refused>,
    target: Target,
    input: Input,
  ): Promise<ScriptReply> {
    try {
      return await this.#ask(spec, target, input);
    } finally {
      if (spec.keys.includes("journal")) {
        for (const listener of this.#journalListeners) listener(target);
      }
    }
  }

  async #ask<Target extends ShardTarget, Input, Output, Refused extends Refusal>(
    spec: ScriptSpec<Target, Input, Output, Refused>,
    target: Target,
    input: Input,
  ): Promise<ScriptReply> {
    const keys = [
      ...spec.keys.map((name) => keyOf(name, target as ShardTarget & Partial<PlaceTarget>)),
      ...(spec.moreKeys?.(input) ?? []),
    ];
    const args = spec.args(input, target);
    const loaded = this.#load(spec.file);
    const reply = await this.#underGeneration(target.shard, async (generation, until) => {
      const call = { loaded, keys, args: [generation, ...args] };
      const answer = await untilKnown(until, () => evaluate(this.client, call));
      return answer[0] === "WRONG_GENERATION" ? undefined : answer;
    });
    return reply ?? NO_GENERATION;
  }

  /**
   * Asks with the generation that is known, and again with the one of MySQL when the answer is
   * undefined: Redis has another generation. Undefined while the two do not agree.
   */
  async #underGeneration<T>(
    shard: ShardId,
    ask: (generation: number, until: number) => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const until = Date.now() + (this.#options.askAgainMs ?? ASK_AGAIN_MS);
    let generation = this.#generations.get(shard) ?? (await this.#learn(shard));
    for (;;) {
      const answer = await ask(generation, until);
      if (answer !== undefined) return answer;
      const learnt = await this.#learn(shard);
      if (learnt === generation || Date.now() >= until) return undefined;
      generation = learnt;
    }
  }

  #load(file: string): LoadedScript {
    const known = this.#loaded.get(file);
    if (known) return known;
    const { load, clock } = this.#options;
    const loaded = load?.(file) ?? loadScript(file, { clock });
    this.#loaded.set(file, loaded);
    return loaded;
  }

  #learn(shard: ShardId): Promise<number> {
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
}

/** Repeats a call until it is answered. @throws AppError `SERVER_BUSY` after the time limit */
async function untilKnown<T>(until: number, ask: () => Promise<T>): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS; ; waitMs = Math.min(waitMs * 2, LAST_WAIT_MS)) {
    try {
      return await ask();
    } catch (error) {
      if (isReplyError(error) && !PASSING_ERRORS.test(error.message)) throw error;
      if (Date.now() >= until) throw new AppError("SERVER_BUSY", { cause: error });
    }
    await sleep(waitMs * (0.5 + Math.random() / 2));
  }
}

interface Call {
  readonly loaded: LoadedScript;
  readonly keys: readonly string[];
  readonly args: readonly ScriptArg[];
}

async function evaluate(client: RedisClient, { loaded, keys, args }: Call): Promise<ScriptReply> {
  try {
    return asReply(await client.evalsha(loaded.sha, keys.length, ...keys, ...args));
  } catch (error) {
    if (!isReplyError(error) || !error.message.startsWith("NOSCRIPT")) throw error;
    // EVAL loads the script on the server that has the keys, also on a cluster.
    return asReply(await client.eval(loaded.source, keys.length, ...keys, ...args));
  }
}

function asReply(reply: unknown): ScriptReply {
  if (!Array.isArray(reply)) throw new Error(`a script answered ${typeof reply}, not an array`);
  return reply.map(String);
}

type AnswersOf = Pick<ScriptSpec<never, never, unknown>, "asks" | "answers">;

const isAnswer = ({ asks = [], answers = [] }: AnswersOf, [word]: ScriptReply): boolean =>
  [OK, ...asks, ...answers].some((each) => each === word);

function decode<Target extends ShardTarget, Input, Output, Refused extends Refusal>(
  spec: ScriptSpec<Target, Input, Output, Refused>,
  reply: ScriptReply,
): Output {
  if (isAnswer(spec, reply)) return spec.reply(reply);
  const code = reply[0] ?? "";
  if (!isErrorCode(code)) throw new Error(`${spec.file} answered the unexpected word ${code}`);
  const refused = spec.refusal?.(reply);
  throw refused === undefined ? new AppError(code) : refusalError(refused);
}
