// The simulated world: two members with a wallet shard each, two seats and one showtime. In half of
// the worlds the showtime is in the shard of the wallet of member A, who then pays in one step; in
// the others it has a shard of its own. Member B always pays in two phases. Commands and sweeper
// are real.
import type { RedisClient } from "../../server/redis/client.js";
import type { Logger } from "pino";
import type { Actor } from "../../server/auth/actor.js";
import type { SignedIn } from "../../server/context.js";
import type { Database } from "../../server/db/database.js";
import { AppError } from "../../server/errors.js";
import type { JournalEntry } from "../../server/journal/entry.js";
import { placesKey, showtimeKey, type ShowtimeTarget } from "../../server/redis/keys.js";
import { loadScript, type LoadedScript } from "../../server/redis/load-script.js";
import {
  ScriptRunner,
  type ScriptRunnerOptions,
  type ScriptSpec,
} from "../../server/redis/script-runner.js";
import type { ShardTarget } from "../../server/redis/keys.js";
import type { Showtime } from "../../server/catalogue/showtime-directory.js";
import type { SettlingPorts } from "../../server/workers/payments/payment-settling.js";
import { Till } from "../stores/till.js";
import { Gates } from "./gates.js";
import type { Random } from "./random.js";
import { SimShard } from "./sim-shard.js";

export const SHOWTIME = 1;
export const PRICE = 1000;
const T0 = 1_800_000_000_000;
const SEATS = 2;
const HOLD_MS = 300_000;
/** So many shards that the shard of a wallet has the number of its member. */
const SHARDS = 2 ** 31;
const MEMBER_A = 11;
const MEMBER_B = 12;
const SHARD_APART = 13;
const MESSAGES_MAX = 200;

export interface Person {
  readonly memberId: string;
  readonly memberNo: number;
}

export const A: Person = { memberId: "member-a", memberNo: MEMBER_A };
export const B: Person = { memberId: "member-b", memberNo: MEMBER_B };

/** A planted bug: a patched script, a step taken too early, or a fault that must not happen. */
export interface Mutant {
  readonly name: string;
  /** Matches the violations by which the bug is found. */
  readonly breaks: RegExp;
  readonly load?: (file: string) => LoadedScript | undefined;
  /** Returns an outcome that is accepted before it is durable. */
  readonly early?: (world: World, shard: SimShard, op: string) => Promise<JournalEntry | undefined>;
  /** A faulty step that the schedule takes from time to time. */
  readonly act?: (world: World) => Promise<void>;
  /** How many durable entries of the showtime's shard a failover loses. */
  readonly loses?: number;
}

/** The state of one schedule: its shards, its gates and its messages. */
export class World {
  readonly gates = new Gates();
  readonly showtime: ShowtimeTarget;
  readonly shards: readonly SimShard[];
  /** A runner without gates, to set up the world and to judge it. */
  readonly plain: ScriptRunner;
  readonly random: Random;
  readonly mutant: Mutant | undefined;
  readonly admin: RedisClient;
  readonly #gated: ScriptRunner;
  readonly #messages: (() => Promise<unknown>)[] = [];

  constructor(admin: RedisClient, random: Random, mutant: Mutant | undefined) {
    this.admin = admin;
    this.random = random;
    this.mutant = mutant;
    const readGeneration = (shard: number) => Promise.resolve(this.shard(shard).generation);
    const load = (file: string): LoadedScript => mutant?.load?.(file) ?? unpatched(file);
    const options = { client: admin, readGeneration, load };
    this.plain = new ScriptRunner(options);
    const log = (message: () => Promise<unknown>) => this.#log(message);
    this.#gated = new GatedRunner(options, this.gates, log);
    const own = random.chance(0.5) ? [SHARD_APART] : [];
    const shard = own[0] ?? MEMBER_A;
    this.showtime = { shard, showtime: SHOWTIME };
    this.shards = [MEMBER_A, MEMBER_B, ...own].map(
      (shard) =>
        new SimShard({
          shard,
          admin,
          runner: this.plain,
          provision: () => (shard === this.showtime.shard ? this.#provision() : Promise.resolve()),
        }),
    );
  }

  /** Opens the shards and gives both members money. */
  async open(): Promise<void> {
    await this.admin.flushdb();
    for (const shard of this.shards) await shard.open(T0);
    const till = new Till(this.plain, this.showtime, (memberNo) => memberNo);
    await till.topUp(A.memberNo, 1.5 * PRICE, "top-up-a");
    await till.topUp(B.memberNo, 2 * PRICE, "top-up-b");
    for (const shard of this.shards) await shard.commit();
  }

  /** The shard with a number. @throws Error when there is none */
  shard(number: number): SimShard {
    const found = this.shards.find(({ shard }) => shard === number);
    if (found === undefined) throw new Error(`there is no shard ${number}`);
    return found;
  }

  /** Makes holds with a runner that stops at gates. */
  get till(): Till {
    return new Till(this.#gated, this.showtime, (memberNo) => memberNo);
  }

  /** A runner that stops at a gate before each message and before each answer. */
  get gated(): ScriptRunner {
    return this.#gated;
  }

  /** The context of a real command. The rows of MySQL cannot be read, but its journal can. */
  contextOf({ memberId, memberNo }: Person): SignedIn {
    const actor: Actor = { memberId, memberNo, role: "member", sessionId: "session" };
    return {
      ...({} as SignedIn),
      requestId: "request",
      actor,
      log: SILENT,
      db: AWAY,
      redis: this.#gated,
      config: { shards: SHARDS } as SignedIn["config"],
      showtimes: {
        get: () => Promise.resolve(this.#showtime()),
        find: () => Promise.resolve(this.#showtime()),
        onSale: () => Promise.resolve([this.#showtime()]),
        forget: () => undefined,
      },
      outcomes: { committed: (shard, op) => this.#waitFor(shard, op) },
    };
  }

  /** The ports that the sweeper gives to its steps, with gates. */
  get ports(): SettlingPorts {
    return this.portsOn(this.#gated, (shard, op) => this.#waitFor(shard, op));
  }

  /** The ports of the sweeper on any runner. */
  portsOn(
    redis: ScriptRunner,
    committed: (shard: number, op: string) => Promise<JournalEntry | undefined>,
  ): SettlingPorts {
    return {
      redis,
      outcomes: { committed },
      showtimeOf: () => Promise.resolve(this.showtime),
      walletOf: (memberNo) => ({ shard: Number(memberNo), memberNo }),
      durableWithinMs: 0,
    };
  }

  /** Moves the clocks of all shards forward. */
  async advance(ms: number): Promise<void> {
    for (const shard of this.shards) await shard.advance(ms);
  }

  /** How many messages were sent to Redis so far. */
  get messages(): number {
    return this.#messages.length;
  }

  /** Sends an earlier message again, and ignores its answer. */
  async redeliver(at: number): Promise<void> {
    await this.#messages[at]?.().catch(() => undefined);
  }

  #log(message: () => Promise<unknown>): void {
    if (this.#messages.length < MESSAGES_MAX) this.#messages.push(message);
  }

  /** Waits for the outcome of an operation. The schedule decides how long, and when to give up. */
  async #waitFor(shard: number, op: string): Promise<JournalEntry | undefined> {
    for (;;) {
      await this.gates.pass(`durable ${op}`);
      const entry = await this.gates.working(this.committedEntry(shard, op));
      if (entry !== undefined || this.random.chance(0.5)) return entry;
    }
  }

  /** The committed entry of an operation, or what a planted bug uses instead. */
  async committedEntry(number: number, op: string): Promise<JournalEntry | undefined> {
    const shard = this.shard(number);
    return (await this.mutant?.early?.(this, shard, op)) ?? shard.committed(op);
  }

  async #provision(): Promise<void> {
    const key = (name: Parameters<typeof showtimeKey>[1]) => showtimeKey(this.showtime, name);
    const batch = this.admin.pipeline();
    batch.hset(key("sale"), { ...SALE, unsold: SEATS });
    batch.set(key("seats"), Buffer.alloc(SEATS));
    batch.set(key("plan"), Buffer.alloc(SEATS));
    const price = Buffer.alloc(8);
    price.writeDoubleLE(PRICE);
    batch.set(key("prices"), price);
    for (const { memberNo } of [A, B]) {
      const ends = 9_000_000_000_000;
      batch.hset(placesKey({ ...this.showtime, memberNo }), memberNo, memberNo);
      batch.zadd(key("active"), ends, memberNo);
      batch.hset(key("sessions"), memberNo, ends);
    }
    await batch.exec();
  }

  #showtime(): Showtime {
    return {
      ...({} as Showtime),
      id: SHOWTIME,
      shard: this.showtime.shard,
      layoutVersion: 1,
      performanceState: "approved",
      seats: [],
      areas: [],
    };
  }
}

const SCRIPTS = new Map<string, LoadedScript>();

function unpatched(file: string): LoadedScript {
  const loaded = SCRIPTS.get(file) ?? loadScript(file, { clock: "record" });
  SCRIPTS.set(file, loaded);
  return loaded;
}

const SALE = {
  state: "open",
  layout: 1,
  queue_opens_at: 0,
  opens_at: 0,
  closes_at: 0,
  mode: "open",
  max_active: 500,
  per_minute: 6000,
  hold_ms: HOLD_MS,
  session_ms: 600_000,
  max_per_user: 4,
  paused_from: 0,
  paused_at: 0,
  resumed_at: 0,
  op: "-",
};

/** The rows of MySQL do not exist in this world, so a command that reads one gets SERVER_BUSY. */
const AWAY = new Proxy({} as Database, {
  get: () => {
    throw new AppError("SERVER_BUSY");
  },
});

const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
} as unknown as Logger;

/** Stops at a gate before a message is sent, and again before its answer is returned. */
class GatedRunner extends ScriptRunner {
  readonly #gates: Gates;
  readonly #log: (message: () => Promise<unknown>) => void;

  constructor(
    options: ScriptRunnerOptions,
    gates: Gates,
    log: (message: () => Promise<unknown>) => void,
  ) {
    super(options);
    this.#gates = gates;
    this.#log = log;
  }

  override async run<Target extends ShardTarget, Input, Output>(
    spec: ScriptSpec<Target, Input, Output>,
    target: Target,
    input: Input,
  ): Promise<Output> {
    await this.#gates.pass(`send ${spec.file}`);
    const message = (): Promise<Output> => super.run(spec, target, input);
    this.#log(message);
    const answer = await this.#gates.working(message());
    await this.#gates.pass(`hear ${spec.file}`);
    return answer;
  }
}
