// A shard with showtimes on a private Redis, made with the scripts of the product. It encodes
// requests for any script with the same keys and arguments that the product sends.
import { Redis } from "ioredis";
import { connectCommands } from "../../server/redis/client.js";
import { keyOf, placesKey, showtimeKey, type PlaceTarget } from "../../server/redis/keys.js";
import { loadScript } from "../../server/redis/load-script.js";
import { ScriptRunner, type Refusal, type ScriptSpec } from "../../server/redis/script-runner.js";
import { shardGeneration } from "../../server/redis/shard/generation.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { showProvision } from "../../server/redis/show/provision.js";
import { startRedis, type Store } from "../../testing/stores/stores.js";
import { encodeRequest } from "./resp.js";

const SHARD = 1;
const GENERATION = 1;
const AN_HOUR_MS = 3_600_000;
const ROW_SEATS = 50;
const BATCH = 10_000;
const NOTHING_DECIDED = { n: 0, chain: "0".repeat(40), epoch: 1 };

/**
 * A script that does nothing. With the same keys and arguments it costs what a call costs at least.
 */
const TRIVIAL = "#!lua\nreturn 1\n";

/** The shard that the parts of the bench measure. */
export class BenchShard {
  readonly #shas = new Map<string, string>();

  private constructor(
    readonly redis: Redis,
    readonly runner: ScriptRunner,
    readonly store: Store,
  ) {}

  /** Starts a private Redis. */
  static async open(): Promise<BenchShard> {
    const store = await startRedis(["--appendonly", "no"]);
    const redis = await connectCommands({ url: store.url, commandTimeoutMs: 60_000 });
    if (!(redis instanceof Redis)) throw new Error("a bench needs one Redis");
    const runner = new ScriptRunner({
      client: redis,
      readGeneration: () => Promise.resolve(GENERATION),
    });
    return new BenchShard(redis, runner, store);
  }

  /** Stops the private Redis. */
  async close(): Promise<void> {
    this.redis.disconnect();
    await this.store.stop();
  }

  /** Deletes all keys and opens the shard with a lease of an hour. */
  async empty(): Promise<void> {
    await this.redis.flushall();
    await shardGeneration(this.runner, { shard: SHARD }, NOTHING_DECIDED);
    await shardLease(this.runner, { shard: SHARD }, { leaseMs: AN_HOUR_MS, durableN: 0 });
  }

  /** The target of a script of this shard. */
  target(showtime: number, memberNo = 0): PlaceTarget {
    return { shard: SHARD, showtime, memberNo };
  }

  /** Puts a showtime on sale, with rows of 50 seats. */
  async provision(showtime: number, seats: number): Promise<void> {
    const row = (seat: number): string => String(Math.floor(seat / ROW_SEATS));
    await showProvision(this.runner, this.target(showtime), {
      layoutVersion: 1,
      queueOpensAt: undefined,
      salesOpenAt: 0,
      salesCloseAt: undefined,
      priceClasses: [{ price: 50_000 }],
      areas: [],
      seats: Array.from({ length: seats }, (_, seat) => ({
        section: "Hall",
        row: row(seat),
        priceClass: 0,
        accessible: false,
        aisle: row(seat) !== row(seat + 1),
      })),
      policy: {
        mode: "fifo",
        maxActive: 100_000,
        perMinute: 1_000_000,
        holdMs: 300_000,
        sessionMs: AN_HOUR_MS,
        maxPerUser: 4,
      },
    });
  }

  /** Starts booking sessions of `count` members; the place of each is their member number. */
  async admit(showtime: number, first: number, count: number): Promise<void> {
    const ends = Date.now() + 2 * AN_HOUR_MS;
    const target = this.target(showtime);
    for (let from = first; from < first + count; from += BATCH) {
      const pipeline = this.redis.pipeline();
      for (let memberNo = from; memberNo < Math.min(from + BATCH, first + count); memberNo++) {
        pipeline.zadd(showtimeKey(target, "active"), ends, memberNo);
        pipeline.hset(showtimeKey(target, "sessions"), memberNo, ends);
        pipeline.hset(placesKey({ ...target, memberNo }), memberNo, memberNo);
      }
      await pipeline.exec();
    }
  }

  /**
   * A function that encodes the call of a script as the product sends it. With `trivial` it calls a
   * script that does nothing with the same keys and arguments.
   */
  async caller<Input, Output, Refused extends Refusal>(
    spec: ScriptSpec<PlaceTarget, Input, Output, Refused>,
    kind: "product" | "trivial" = "product",
  ): Promise<(target: PlaceTarget, input: Input) => Buffer> {
    const sha = await this.#load(kind === "trivial" ? TRIVIAL : loadScript(spec.file).source);
    return (target, input) => {
      const keys = spec.keys.map((name) => keyOf(name, target));
      const args = spec.args(input, target);
      return encodeRequest(["EVALSHA", sha, keys.length, ...keys, GENERATION, ...args]);
    };
  }

  async #load(source: string): Promise<string> {
    const known = this.#shas.get(source);
    if (known !== undefined) return known;
    const sha = String(await this.redis.script("LOAD", source));
    this.#shas.set(source, sha);
    return sha;
  }

  /** The memory that Redis uses, in bytes. */
  async usedMemory(): Promise<number> {
    const text = await this.redis.info("memory");
    return Number(/^used_memory:(\d+)/m.exec(text)?.[1]);
  }
}
