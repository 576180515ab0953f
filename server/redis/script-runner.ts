// The one way to a script. Lost replies, NOSCRIPT, TRYAGAIN, a failover and a stale generation are
// handled here: every script is idempotent by its operation id, so "unknown" is answered by asking
// again with the same arguments (lua/README.md).
import { setTimeout as delay } from "node:timers/promises";
import { isErrorCode, type ErrorCode } from "../../client-sdk/protocol/errors.js";
import { AppError } from "../errors.js";
import type { RedisClient } from "./client.js";
import {
  keyOf,
  type KeyName,
  type PlaceTarget,
  type ShardTarget,
  type ShowtimeTarget,
} from "./keys.js";
import { loadScript, type LoadedScript, type ScriptClock } from "./load-script.js";
import type { Millis, ShardId } from "../journal/brands.js";

export type ScriptArg = string | number | Buffer;
/** A flat reply; its first item is `OK` or a code. */
export type ScriptReply = readonly string[];

/** A refusal as a value: its code, and beside it what the script tells of it. */
export interface Refusal {
  readonly kind: "refused";
  readonly code: ErrorCode;
}

/** The error of a refusal; what it tells besides its code is the error's meta. */
export function refusalError({ kind: _kind, code, ...meta }: Refusal): AppError {
  return new AppError(code, Object.keys(meta).length === 0 ? {} : { meta });
}

/** How a call ended, for callers that branch on its refusals instead of throwing them. */
export type Outcome<Output, Refused extends Refusal> =
  { readonly kind: "done"; readonly value: Output } | Refused;

/** What a call gave. @throws AppError its refusal */
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
  /** Keys after the named ones, where a script takes as many as it is given; whole names. */
  readonly moreKeys?: (input: Input) => readonly string[];
  readonly args: (input: Input, target: Target) => readonly ScriptArg[];
  /** Gets the whole reply when its first item is one of `answers`. */
  readonly reply: (reply: ScriptReply) => Output;
  /** First items that are outcomes, not refusals. Default: OK alone. */
  readonly answers?: readonly string[];
  /**
   * The refusals that tell more than their code, or on which a caller branches: `outcome` gives
   * them as values. Undefined for all others, which are always thrown.
   */
  readonly refusal?: (reply: ScriptReply) => Refused | undefined;
  /** A read whose reply holds bytes: given as latin1 strings, one character per byte. */
  readonly binary?: boolean;
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

/** Declares the wrapper of one Lua file: its keys in order, its arguments and its reply. */
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
  /** MySQL's word on a shard's generation; asked when a script was refused for it. */
  readonly readGeneration: (shard: ShardId) => Promise<number>;
  readonly clock?: ScriptClock;
  /** Another source of scripts than the files: tests of planted bugs only. */
  readonly load?: (file: string) => LoadedScript;
  /** How long an unknown outcome is asked again before SERVER_BUSY, in ms. */
  readonly askAgainMs?: Millis;
}

/** The showtime is missing where the script is of a wallet or of the shard itself. */
export type JournalListener = (target: ShardTarget & Partial<ShowtimeTarget>) => void;

const ASK_AGAIN_MS = 2000;
const FIRST_WAIT_MS = 10;
const LAST_WAIT_MS = 200;
/** While no generation is agreed on the shard sells nothing. */
const NO_GENERATION: ScriptReply = ["SALE_PAUSED"];
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
  setGeneration(shard: ShardId, generation: number): void {
    this.#generations.set(shard, generation);
  }

  generation(shard: ShardId): number | undefined {
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
  async run<Target extends ShardTarget, Input, Output, Refused extends Refusal>(
    spec: ScriptSpec<Target, Input, Output, Refused>,
    target: Target,
    input: Input,
  ): Promise<Output> {
    return decode(spec, await this.#reply(spec, target, input));
  }

  /**
   * The same; the refusals that the script's wrapper names come back as values.
   * @throws AppError the other refusals; `SERVER_BUSY`
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
    const until = Date.now() + (this.#options.askAgainMs ?? ASK_AGAIN_MS);
    let generation = this.#generations.get(target.shard) ?? (await this.#learn(target.shard));
    for (;;) {
      const call = { loaded, keys, args: [generation, ...args], binary: spec.binary ?? false };
      const reply = await this.#askUntil(call, until);
      if (reply[0] !== "WRONG_GENERATION") return reply;
      const learnt = await this.#learn(target.shard);
      if (learnt === generation || Date.now() >= until) return NO_GENERATION;
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

type AnswersOf = Pick<ScriptSpec<never, never, unknown>, "answers">;

const isAnswer = ({ answers = ["OK"] }: AnswersOf, [code = ""]: ScriptReply): boolean =>
  answers.includes(code);

function decode<Target extends ShardTarget, Input, Output, Refused extends Refusal>(
  spec: ScriptSpec<Target, Input, Output, Refused>,
  reply: ScriptReply,
): Output {
  if (isAnswer(spec, reply)) return spec.reply(reply);
  const code = reply[0] ?? "";
  if (!isErrorCode(code)) throw new Error(`${spec.file} answered the unknown code ${code}`);
  const refused = spec.refusal?.(reply);
  throw refused === undefined ? new AppError(code) : refusalError(refused);
}
