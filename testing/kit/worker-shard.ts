// A shard for tests of its worker, with a database of its own and a random number on a real Redis.
// It uses the real clock, and scripts are called with the generation in MySQL.
import { randomInt } from "node:crypto";
import { pino, type Logger } from "pino";
import type { Redis } from "ioredis";
import { connectOnce } from "../../server/redis/client.js";
import { shardKey, showtimeKey, placesKey, type ShowtimeKeyName } from "../../server/redis/keys.js";
import { ScriptRunner } from "../../server/redis/script-runner.js";
import { shardLease } from "../../server/redis/shard/lease.js";
import { generationOf } from "../../server/db/repositories/shards.js";
import { ShardWorker, type ShardWorkerOptions } from "../../server/workers/shard-worker.js";
import { openTestDatabase, type TestDatabase } from "./test-database.js";
import { packPrices, packRows, testRedisUrl } from "./test-shard.js";
import { Till } from "../stores/till.js";
import { until } from "./until.js";
import type { ShardId } from "../../server/journal/brands.js";

const SHOWTIME = 1;
const LENT_MS = 300_000;
const SEATS = 50;
const PRICE = 1000;
const OPEN_SALE = {
  ...{ state: "open", layout: 1, queue_opens_at: 0, opens_at: 0, closes_at: 0, mode: "open" },
  ...{ max_active: 500, per_minute: 6000, hold_ms: 300_000, session_ms: 600_000 },
  ...{ max_per_user: 50, paused_from: 0, paused_at: 0, resumed_at: 0, unsold: SEATS, op: "-" },
};

export interface WorkerShardOptions {
  readonly redisUrl?: string;
  readonly databaseServerUrl?: string;
}

/** The log lines of a worker. */
export interface Logged {
  readonly log: Logger;
  readonly lines: Record<string, unknown>[];
  has(event: string): boolean;
}

function listeningLog(): Logged {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: "info" },
    { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  return { log, lines, has: (event) => lines.some((line) => line.event === event) };
}

/** A shard and its workers. */
export class WorkerShard {
  readonly shard: ShardId;
  readonly database: TestDatabase;
  readonly admin: Redis;
  readonly redisUrl: string;
  readonly runner: ScriptRunner;
  readonly till: Till;
  readonly logged = listeningLog();
  readonly #workers: ShardWorker[] = [];
  readonly #gates: Gate[] = [];

  private constructor(parts: {
    shard: ShardId;
    database: TestDatabase;
    admin: Redis;
    redisUrl: string;
  }) {
    this.shard = parts.shard;
    this.database = parts.database;
    this.admin = parts.admin;
    this.redisUrl = parts.redisUrl;
    this.runner = this.runnerOn(parts.admin);
    this.till = new Till(this.runner, { shard: this.shard, showtime: SHOWTIME });
  }

  /** Opens a shard with a showtime on sale; no worker is started. */
  static async open(options: WorkerShardOptions = {}): Promise<WorkerShard> {
    const { redisUrl = testRedisUrl(), databaseServerUrl } = options;
    const shard = randomInt(1, 2 ** 31 - 1);
    const database = await openTestDatabase(
      databaseServerUrl === undefined ? {} : { serverUrl: databaseServerUrl },
    );
    await database.db.write("INSERT INTO shards (id, epoch) VALUES (?, ?)", [shard, Date.now()]);
    const admin = await connectOnce({ url: redisUrl });
    const opened = new WorkerShard({ shard, database, admin, redisUrl });
    await opened.putShowtime(admin);
    return opened;
  }

  /** Stops every worker, and removes the keys of the shard and its database. */
  async close(): Promise<void> {
    for (const gate of this.#gates) gate.open();
    await Promise.all(this.#workers.map((worker) => worker.stop()));
    if (this.admin.status === "ready") {
      const keys = await this.admin.keys(`{s${this.shard}}:*`);
      if (keys.length > 0) await this.admin.unlink(...keys);
    }
    this.admin.disconnect();
    await this.database.close();
  }

  /** A script runner like that of any node. */
  runnerOn(client: Redis): ScriptRunner {
    return new ScriptRunner({
      client,
      readGeneration: () => generationOf(this.database.db, this.shard),
    });
  }

  /** A gate that is open at first. The end of the shard opens it, also when the test has failed. */
  gate(): Gate {
    const gate = new Gate();
    this.#gates.push(gate);
    return gate;
  }

  /** A worker that is not started. The end of the shard stops it. */
  worker(options: Partial<ShardWorkerOptions> = {}): ShardWorker {
    const worker = new ShardWorker({
      shard: this.shard,
      redisUrl: this.redisUrl,
      databaseUrl: this.database.url,
      log: this.logged.log,
      ...options,
    });
    this.#workers.push(worker);
    return worker;
  }

  /** Starts a worker and waits until the shard sells. */
  async serving(options: Partial<ShardWorkerOptions> = {}): Promise<ShardWorker> {
    const worker = this.worker(options);
    worker.start();
    await until(() => worker.status.state === "serving", "the shard sells");
    return worker;
  }

  /** Lets the shard sell for five more minutes, also without a worker. */
  async lendLease(): Promise<void> {
    await shardLease(this.runner, { shard: this.shard }, { leaseMs: LENT_MS, durableN: 0 });
  }

  /** Starts a worker that takes over the shard from another one, which is alive. */
  async servingInsteadOf(
    other: ShardWorker,
    options: Partial<ShardWorkerOptions> = {},
  ): Promise<ShardWorker> {
    const worker = this.worker(options);
    worker.start();
    await until(async () => {
      await this.forgetBeat(other);
      return worker.status.state === "serving";
    }, "the shard sells with another worker");
    return worker;
  }

  /** Puts a showtime on sale by writing its keys, with ten admitted members. */
  async putShowtime(client: Redis): Promise<void> {
    const key = (name: ShowtimeKeyName): string =>
      showtimeKey({ shard: this.shard, showtime: SHOWTIME }, name);
    await client.hset(key("sale"), OPEN_SALE);
    await client.set(key("seats"), Buffer.alloc(SEATS));
    await client.set(key("plan"), Buffer.alloc(SEATS));
    await client.set(key("rows"), packRows([0]));
    await client.set(key("prices"), packPrices([PRICE]));
    const ends = Date.now() + 3_600_000;
    for (let memberNo = 1; memberNo <= 10; memberNo++) {
      const target = { shard: this.shard, showtime: SHOWTIME, memberNo };
      await client.hset(placesKey(target), memberNo, memberNo);
      await client.zadd(key("active"), ends, memberNo);
      await client.hset(key("sessions"), memberNo, ends);
    }
  }

  /** The number of the shard's last entry in Redis. */
  async redisN(client: Redis = this.admin): Promise<number> {
    const record = await client.getBuffer(shardKey(this.shard, "control"));
    return record === null ? 0 : record.readDoubleLE(7 * 8);
  }

  /** Waits until MySQL has all entries of this Redis. */
  async durable(client: Redis = this.admin): Promise<void> {
    const upTo = await this.redisN(client);
    await until(async () => (await this.n()) >= upTo, `entry ${upTo} is durable`);
  }

  /** Waits until MySQL has all entries of this Redis, and has projected them to its tables. */
  async atRest(client: Redis = this.admin): Promise<void> {
    const upTo = await this.redisN(client);
    const projectedN = async (): Promise<number> => Number((await this.row()).projected_n);
    await until(async () => (await projectedN()) >= upTo, `entry ${upTo} is projected`);
  }

  /** The number of the shard's last entry in MySQL. */
  async n(): Promise<number> {
    return Number((await this.row()).n);
  }

  /** The row of the shard in MySQL. */
  async row(): Promise<{
    n: string;
    projected_n: string;
    chain: string;
    generation: string;
    run_id: string | null;
    beat_at: string | null;
    fenced_reason: string | null;
  }> {
    const row = await this.database.db.first("SELECT * FROM shards WHERE id = ?", [this.shard]);
    if (row === undefined) throw new Error("the shard has no row");
    return row as Awaited<ReturnType<WorkerShard["row"]>>;
  }

  /** Makes the worker on duty look silent for 3 s. @param of only when this worker is on duty */
  async forgetBeat(of?: ShardWorker): Promise<void> {
    const values = [this.shard, of?.runId ?? null];
    const sql = "UPDATE shards SET beat_at = NULL WHERE id = ? AND run_id <=> COALESCE(?, run_id)";
    await this.database.db.write(sql, values);
  }

  /** The kinds of the entries in MySQL, in order. */
  async kinds(): Promise<string[]> {
    const rows = await this.database.db.select<{ kind: string }>(
      "SELECT kind FROM journal WHERE shard = ? ORDER BY n",
      [this.shard],
    );
    return rows.map(({ kind }) => kind);
  }
}

/** A point at which a worker waits until the test opens it. */
export class Gate {
  passed: Promise<void> | undefined;
  #open: () => void = () => undefined;

  /** Lets the worker wait from now on. */
  shut(): void {
    this.passed = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  /** Lets the worker continue. */
  open(): void {
    this.#open();
    this.passed = undefined;
  }
}
