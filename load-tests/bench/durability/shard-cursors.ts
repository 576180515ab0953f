// How far a shard is: the last entry of its journal in Redis, the last one that is durable, and the
// last one that is in the tables of MySQL.
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { createConnection, type Connection, type RowDataPacket } from "mysql2/promise";
import { shardKey } from "../../../server/redis/keys.js";
import type { Stores } from "../booking/stores.js";

const SHARD = 0;
const LOOK_EVERY_MS = 5;
const COMMIT_EVERY_MS = 20;
const CAUGHT_UP_WITHIN_MS = 60_000;

/** The two cursors of a shard in MySQL, as numbers of entries, and when they were read. */
export interface Cursors {
  readonly durable: number;
  readonly projected: number;
  /** In ms since 1970. */
  readonly at: number;
}

/** An entry of the journal, and when the shard decided it, in ms since 1970. */
export interface DecidedEntry {
  readonly n: number;
  readonly at: number;
}

/** Reads the cursors of the shard of the bench. */
export class ShardCursors {
  readonly #redis: Redis;
  readonly #database: Connection;

  private constructor(redis: Redis, database: Connection) {
    this.#redis = redis;
    this.#database = database;
  }

  /** Connects to both stores. */
  static async open({ redisUrl, databaseUrl }: Stores): Promise<ShardCursors> {
    return new ShardCursors(new Redis(redisUrl), await createConnection({ uri: databaseUrl }));
  }

  /** The number of the last entry in Redis. */
  async last(): Promise<number> {
    const [entry] = await this.#redis.xrevrange(shardKey(SHARD, "journal"), "+", "-", "COUNT", 1);
    return Number(entry?.[0].split("-")[1] ?? 0);
  }

  /** The cursors in MySQL. */
  async read(): Promise<Cursors> {
    const [rows] = await this.#database.query<RowDataPacket[]>(
      "SELECT n, projected_n FROM shards WHERE id = ?",
      [SHARD],
    );
    const [row] = rows;
    return { durable: Number(row?.["n"]), projected: Number(row?.["projected_n"]), at: Date.now() };
  }

  /**
   * Reads the cursors every 5 ms until both have reached an entry.
   * @throws Error after a minute
   */
  async until(n: number): Promise<Cursors[]> {
    const seen: Cursors[] = [];
    const deadline = Date.now() + CAUGHT_UP_WITHIN_MS;
    for (;;) {
      const cursors = await this.read();
      seen.push(cursors);
      if (cursors.durable >= n && cursors.projected >= n) return seen;
      if (cursors.at > deadline) throw new Error(`MySQL lacks entries up to ${n}`);
      await sleep(LOOK_EVERY_MS);
    }
  }

  /** Reads the cursors every 5 ms until the work has ended. */
  async during(work: Promise<unknown>): Promise<Cursors[]> {
    const seen: Cursors[] = [];
    await this.#meanwhile(work, LOOK_EVERY_MS, async () => void seen.push(await this.read()));
    return seen;
  }

  async #meanwhile(work: Promise<unknown>, everyMs: number, act: () => Promise<void>) {
    let isOver = false;
    const over = work.finally(() => (isOver = true));
    while (!isOver) {
      await act();
      await sleep(everyMs);
    }
    await over;
  }

  /** The entries after `first`, up to `last`. */
  async entries(first: number, last: number): Promise<DecidedEntry[]> {
    const [rows] = await this.#database.query<RowDataPacket[]>(
      "SELECT n, at FROM journal WHERE shard = ? AND n > ? AND n <= ? ORDER BY n",
      [SHARD, first, last],
    );
    return rows.map((row) => ({ n: Number(row["n"]), at: Number(row["at"]) }));
  }

  /**
   * The times of commits of one inserted row each, in ms, every 20 ms until the work has ended: the
   * floor of what an answer that is durable can take, on the same machine at the same time.
   */
  async commitsDuring(work: Promise<unknown>): Promise<number[]> {
    const database = this.#database;
    await database.query("CREATE TABLE IF NOT EXISTS bench_commits (at BIGINT NOT NULL)");
    const times: number[] = [];
    await this.#meanwhile(work, COMMIT_EVERY_MS, async () => {
      await database.query("START TRANSACTION");
      await database.query("INSERT INTO bench_commits VALUES (?)", [Date.now()]);
      const startedAt = performance.now();
      await database.query("COMMIT");
      times.push(performance.now() - startedAt);
    });
    return times;
  }

  /** Closes both connections. */
  async close(): Promise<void> {
    this.#redis.disconnect();
    await this.#database.end();
  }
}
