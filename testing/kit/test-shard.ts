// A shard for one test file on the real Redis of the test run, with a clock that tests move. Every
// script runs as an ACL user that may touch only its KEYS, because `#!lua` alone does not refuse
// others.
import { randomInt } from "node:crypto";
import { Redis } from "ioredis";
import { connectCommands } from "../../server/redis/client.js";
import { parseEntry, type JournalEntry } from "../../server/journal/entry.js";
import { shardKey, showtimeKey, placesKey, type ShowtimeKeyName } from "../../server/redis/keys.js";
import { ScriptRunner } from "../../server/redis/script-runner.js";
import { PATIENCE_MS } from "./until.js";
import { unpackControl, type ControlRecord } from "../../server/redis/shard/control-record.js";
import { packControl } from "./control-record.js";
import type { MemberNo, ShardId, ShowtimeId } from "../../server/journal/brands.js";

export const T0 = 1_800_000_000_000;
const LEASE_MS = 1_000_000_000;
const NO_CHAIN = "0".repeat(40);

export interface ShowtimeOptions {
  readonly showtime?: ShowtimeId;
  readonly seats?: number;
  /** The price of each class, in order. */
  readonly prices?: readonly number[];
  /** One byte per seat (lua/README.md, `plan`). Default: class 0 for all seats. */
  readonly plan?: readonly number[];
  /** The index of the first seat of each row. Default: one row. */
  readonly rows?: readonly number[];
  readonly areas?: readonly { readonly capacity: number; readonly priceClass: number }[];
  readonly sale?: Readonly<Record<string, string | number>>;
}

/** A shard with random number, so that test files on one Redis do not meet. */
export class TestShard {
  readonly shard: ShardId;
  readonly admin: Redis;
  /** Runs scripts as an ACL user that may touch only their KEYS; for one caller at a time. */
  readonly runner: ScriptRunner;
  /** Runs the same scripts without the ACL user, for many callers at the same time. */
  readonly racer: ScriptRunner;
  readonly #tester: Redis;

  private constructor(admin: Redis, tester: Redis, shard: ShardId) {
    this.admin = admin;
    this.shard = shard;
    this.#tester = tester;
    const readGeneration = () => Promise.resolve(1);
    this.runner = new ScriptRunner({
      client: confined(tester, admin),
      readGeneration,
      clock: "record",
    });
    this.racer = new ScriptRunner({ client: admin, readGeneration, clock: "record" });
  }

  /** Opens a shard. @param url a real Redis; default: that of the test run */
  static async open(url = testRedisUrl()): Promise<TestShard> {
    const shard = randomInt(1, 2 ** 31);
    const admin = await connectCommands({ url, commandTimeoutMs: PATIENCE_MS });
    if (!(admin instanceof Redis)) throw new Error("a test shard needs one Redis");
    await admin.call("ACL", "SETUSER", userOf(shard), "on", "nopass", "+@all", "resetkeys");
    const tester = admin.duplicate({ username: userOf(shard), password: "any" });
    tester.on("error", () => undefined);
    await tester.connect();
    USERS.set(tester, userOf(shard));
    const opened = new TestShard(admin, tester, shard);
    await opened.setControl({});
    return opened;
  }

  /** Removes the keys of the shard and its ACL user, and disconnects. */
  async close(): Promise<void> {
    const keys = await this.keys();
    if (keys.length > 0) await this.admin.unlink(...keys);
    await this.admin.call("ACL", "DELUSER", userOf(this.shard));
    this.#tester.disconnect();
    this.admin.disconnect();
  }

  /** The control record. */
  async control(): Promise<ControlRecord> {
    const record = await this.admin.getBuffer(shardKey(this.shard, "control"));
    if (record === null) throw new Error("the shard has no control record");
    return unpackControl(record);
  }

  /** Writes the control record. Default: generation 1, a very long lease, and the time T0. */
  async setControl(fields: Partial<ControlRecord>): Promise<void> {
    const fresh: ControlRecord = {
      generation: 1,
      leaseEndsAt: T0 + LEASE_MS,
      clock: T0,
      epoch: 1,
      pausedFromAt: 0,
      pausedAt: 0,
      resumedAt: 0,
      n: 0,
      rebuilding: 0,
      chain: NO_CHAIN,
    };
    const record = packControl({ ...fresh, ...fields });
    await this.admin.set(shardKey(this.shard, "control"), record);
  }

  /** The time of the shard's clock, in ms. */
  async now(): Promise<number> {
    return (await this.control()).clock;
  }

  /** Moves the shard's clock forward. */
  async advance(ms: number): Promise<void> {
    const record = await this.control();
    await this.setControl({ ...record, clock: record.clock + ms });
  }

  /** The journal entries after number `after`, oldest first. */
  async entries(after = 0): Promise<JournalEntry[]> {
    const rows = await this.admin.xrange(shardKey(this.shard, "journal"), "-", "+");
    return rows
      .filter(([id]) => Number(id.split("-")[1]) > after)
      .map(([, fields]) => parseEntry(fields[1] ?? ""));
  }

  /** Every key of the shard with its complete value, to be compared with toEqual. */
  async dump(): Promise<Record<string, string>> {
    const dump: Record<string, string> = {};
    for (const key of await this.keys()) {
      const bytes = await this.admin.dumpBuffer(key);
      dump[key] = `${await this.admin.type(key)} ${await this.#contents(key, bytes)}`;
    }
    return dump;
  }

  /** Every key of the shard. */
  async keys(): Promise<string[]> {
    const keys: string[] = [];
    let cursor = "0";
    do {
      const [next, found] = await this.admin.scan(
        cursor,
        "MATCH",
        `{s${this.shard}}:*`,
        "COUNT",
        10_000,
      );
      keys.push(...found);
      cursor = next;
    } while (cursor !== "0");
    return keys.sort();
  }

  /** A key of a showtime. */
  showtime(showtime: ShowtimeId, name: ShowtimeKeyName): string {
    return showtimeKey({ shard: this.shard, showtime }, name);
  }

  /** Puts a showtime on sale by writing its keys. */
  async putShowtime(
    options: ShowtimeOptions = {},
  ): Promise<{ shard: ShardId; showtime: ShowtimeId }> {
    const showtime = options.showtime ?? 1;
    const seats = options.seats ?? 50;
    const areas = options.areas ?? [];
    const units = areas.reduce((sum, area) => sum + area.capacity, 0);
    await this.admin.hset(this.showtime(showtime, "sale"), {
      ...OPEN_SALE,
      unsold: seats + units,
      ...options.sale,
    });
    await this.admin.set(this.showtime(showtime, "seats"), Buffer.alloc(seats));
    await this.admin.set(
      this.showtime(showtime, "plan"),
      options.plan ? Buffer.from(options.plan) : Buffer.alloc(seats),
    );
    await this.admin.set(this.showtime(showtime, "rows"), packRows(options.rows ?? [0]));
    await this.admin.set(this.showtime(showtime, "prices"), packPrices(options.prices ?? [1000]));
    for (const [index, { capacity, priceClass }] of areas.entries()) {
      const stock = `${capacity} ${capacity} ${priceClass}`;
      await this.admin.hset(this.showtime(showtime, "stock"), index, stock);
    }
    return { shard: this.shard, showtime };
  }

  /** Admits a member: starts a booking session, as if their place had been called and entered. */
  async admit(showtime: ShowtimeId, memberNo: MemberNo, place = memberNo): Promise<void> {
    const ends = (await this.now()) + 600_000;
    await this.admin.hset(placesKey({ shard: this.shard, showtime, memberNo }), memberNo, place);
    await this.admin.zadd(this.showtime(showtime, "active"), ends, place);
    await this.admin.hset(this.showtime(showtime, "sessions"), place, ends);
  }

  async #contents(key: string, bytes: Buffer | null): Promise<string> {
    switch (await this.admin.type(key)) {
      case "hash":
        return JSON.stringify(Object.entries(await this.admin.hgetall(key)).sort());
      case "zset":
        return JSON.stringify(await this.admin.zrange(key, 0, "-1", "WITHSCORES"));
      case "stream":
        return JSON.stringify(await this.admin.xrange(key, "-", "+"));
      case "list":
        return JSON.stringify(await this.admin.lrange(key, 0, -1));
      case "string":
        return ((await this.admin.getBuffer(key)) ?? Buffer.alloc(0)).toString("latin1");
      default:
        return bytes?.toString("latin1") ?? "";
    }
  }
}

const OPEN_SALE = {
  state: "open",
  layout: 1,
  queue_opens_at: 0,
  opens_at: 0,
  closes_at: 0,
  mode: "fifo",
  max_active: 500,
  per_minute: 6000,
  hold_ms: 300_000,
  session_ms: 600_000,
  max_per_user: 4,
  paused_from: 0,
  paused_at: 0,
  resumed_at: 0,
  op: "-",
};

/** The key `rows` of a showtime: 4 bytes per row, big endian. */
export function packRows(rows: readonly number[]): Buffer {
  const bytes = Buffer.alloc(rows.length * 4);
  rows.forEach((first, i) => bytes.writeUInt32BE(first, i * 4));
  return bytes;
}

/** The key `prices` of a showtime: 8 bytes per price class, a double in little endian. */
export function packPrices(prices: readonly number[]): Buffer {
  const bytes = Buffer.alloc(prices.length * 8);
  prices.forEach((price, i) => bytes.writeDoubleLE(price, i * 8));
  return bytes;
}

/** The URL of the Redis of the test run, which `npm test` starts. */
export function testRedisUrl(): string {
  const url = process.env["TEST_REDIS_URL"];
  if (url === undefined) throw new Error("TEST_REDIS_URL is not set: run through npm test");
  return url;
}

const userOf = (shard: ShardId): string => `tester-${shard}`;
const USERS = new WeakMap<Redis, string>();

/** A client whose scripts may touch only the keys that they declare. */
function confined(tester: Redis, admin: Redis): Redis {
  const confine = async (keys: readonly unknown[]): Promise<void> => {
    const user = USERS.get(tester) ?? "";
    await admin.call("ACL", "SETUSER", user, "resetkeys", ...keys.map((key) => `~${String(key)}`));
  };
  return new Proxy(tester, {
    get(target, name) {
      if (name === "evalsha" || name === "eval") {
        return async (script: string, count: number, ...rest: (string | Buffer | number)[]) => {
          await confine(rest.slice(0, count));
          return target[name](script, count, ...rest);
        };
      }
      // A read without a script names its keys in its commands.
      if (name === "multi") return admin.multi.bind(admin);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
