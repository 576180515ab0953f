// I11: what Redis holds of a shard, at one number, against the replay of MySQL's journal up to that
// number and of the tail that is not in MySQL yet.
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "../db/database.js";
import { journalAfter } from "../db/repositories/audit.js";
import { AppError } from "../errors.js";
import type { ScriptRunner } from "../redis/script-runner.js";
import { lastEntries } from "../redis/journal/contents.js";
import { shardFence } from "../redis/shard/fence.js";
import { shardState, type ShardState } from "../redis/shard/state.js";
import { differences } from "./facts.js";
import { provisionedShowtimeOf, provisionedShowtimes } from "./provisioned.js";
import { redisFacts } from "./redis-facts.js";
import type { ShardReplay } from "./replay.js";
import type { ShardId } from "../journal/brands.js";

export interface RedisSide {
  readonly state: ShardState;
  readonly violations: readonly string[];
}

export interface Stores {
  readonly redis: ScriptRunner;
  readonly db: Database;
}

interface Read {
  readonly state: ShardState;
  readonly facts: ReadonlyMap<string, string>;
}

/** Readings that may come between two writes before selling is held up for one. */
const FREE_READINGS = 4;
const READINGS_MAX = 12;
const TAIL_MARGIN = 100;
const PROVISIONING_READINGS = 4;
const PROVISIONING_MS = 250;

/**
 * Compares one shard; the replay goes on to where Redis is. A showtime that is being changed is in
 * MySQL a moment before it is in Redis: what is said of that is looked at again.
 */
export async function redisSide(stores: Stores, replay: ShardReplay): Promise<RedisSide> {
  for (let reading = 1; ; reading++) {
    const side = await compare(stores, replay);
    const mayPass = side.violations.some((text) => provisionedShowtimeOf(text) !== undefined);
    if (!mayPass || reading === PROVISIONING_READINGS) return side;
    await delay(PROVISIONING_MS);
  }
}

async function compare(stores: Stores, replay: ShardReplay): Promise<RedisSide> {
  const { shard } = replay;
  const wrong = (what: string): string => `I11 shard ${shard}: ${what}`;
  const read = await readWhole(stores, shard);
  const { state, facts } = read;
  if (state.generation === 0) {
    const isNew = replay.n === 0;
    return { state, violations: isNew ? [] : [wrong(`Redis has nothing, MySQL ${replay.n}`)] };
  }
  if (state.rebuilding.isRebuilt) return { state, violations: [wrong("it is half rebuilt")] };
  if (state.n < replay.n) {
    return { state, violations: [wrong(`Redis ends at ${state.n}, MySQL at ${replay.n}`)] };
  }
  await goOn(stores, replay, state.n);
  if (replay.n !== state.n || replay.chain !== state.chain) {
    return { state, violations: [wrong(`Redis tells another history at ${state.n}`)] };
  }
  const provisioned = await provisionedShowtimes(stores.db.patient(), replay, facts);
  const found = differences(facts, replay, state.now, provisioned);
  return { state, violations: found.map(wrong) };
}

/** Reads a shard until nothing was written meanwhile; at last its selling stops for that moment. */
async function readWhole({ redis }: Stores, shard: ShardId): Promise<Read> {
  for (let reading = 1; ; reading++) {
    if (reading > FREE_READINGS) await holdUp(redis, shard);
    const before = await shardState(redis, { shard });
    const facts = await redisFacts(redis.client, shard);
    const state = await shardState(redis, { shard });
    if (before.n === state.n && before.chain === state.chain) return { state, facts };
    if (reading === READINGS_MAX) throw new Error(`shard ${shard} never stood still`);
  }
}

/** Its worker renews the lease within a second. */
async function holdUp(redis: ScriptRunner, shard: ShardId): Promise<void> {
  await shardFence(redis, { shard }).catch((error: unknown) => {
    // Another generation at this very moment: its recovery has the shard fenced already.
    if (!(error instanceof AppError)) throw error;
  });
}

/** First what MySQL has by now, then what only Redis has. */
async function goOn({ redis, db }: Stores, replay: ShardReplay, upTo: number): Promise<void> {
  const { shard } = replay;
  for (let page = 1; page > 0 && replay.n < upTo;) {
    const lines = await journalAfter(db, { shard, n: replay.n });
    page = lines.length;
    for (const line of lines) if (line.n <= upTo) replay.take(line);
  }
  if (replay.n === upTo) return;
  const tail = await lastEntries(redis.client, shard, upTo - replay.n + TAIL_MARGIN);
  for (const line of tail) if (line.n > replay.n && line.n <= upTo) replay.take(line);
}
