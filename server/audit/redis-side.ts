// I11: compares what Redis has of a shard, at one number, with the replay of the journal up to that
// number: the entries in MySQL, then those that only Redis has.
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

/** What the comparison of one shard has found. */
export interface RedisSide {
  readonly state: ShardState;
  readonly violations: readonly string[];
}

/** The stores of a system. */
export interface Stores {
  readonly redis: ScriptRunner;
  readonly db: Database;
}

interface Read {
  readonly state: ShardState;
  readonly facts: ReadonlyMap<string, string>;
}

/** After so many readings that a write disturbed, selling is paused for the next ones. */
const FREE_READINGS = 4;
const READINGS_MAX = 12;
const TAIL_MARGIN = 100;
const PROVISIONING_READINGS = 4;
const PROVISIONING_MS = 250;

/**
 * Compares one shard, and takes the replay on to the number of Redis. A showtime that is being
 * changed is in MySQL a moment before it is in Redis, so findings about provisioning are checked
 * again.
 * @throws Error when the shard is written to during every reading
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
    return { state, violations: [wrong(`Redis has another history at ${state.n}`)] };
  }
  const provisioned = await provisionedShowtimes(stores.db.patient(), replay, facts);
  const found = differences(facts, replay, state.now, provisioned);
  return { state, violations: found.map(wrong) };
}

/** Reads a shard until no write disturbs the reading; in the end it pauses selling for that. */
async function readWhole({ redis }: Stores, shard: ShardId): Promise<Read> {
  for (let reading = 1; ; reading++) {
    if (reading > FREE_READINGS) await pauseSelling(redis, shard);
    const before = await shardState(redis, { shard });
    const facts = await redisFacts(redis.client, shard);
    const state = await shardState(redis, { shard });
    if (before.n === state.n && before.chain === state.chain) return { state, facts };
    if (reading === READINGS_MAX) throw new Error(`shard ${shard} never stood still`);
  }
}

/** Ends the lease of a shard; its worker renews it within a second. */
async function pauseSelling(redis: ScriptRunner, shard: ShardId): Promise<void> {
  await shardFence(redis, { shard }).catch((error: unknown) => {
    // If a new generation has just begun, its recovery has fenced the shard already.
    if (!(error instanceof AppError)) throw error;
  });
}

/** Takes the entries that MySQL has by now, then those that only Redis has. */
async function goOn({ redis, db }: Stores, replay: ShardReplay, upTo: number): Promise<void> {
  const { shard } = replay;
  for (let page = 1; page > 0 && replay.n < upTo;) {
    const lines = await journalAfter(db, { shard, after: replay.n, upTo });
    page = lines.length;
    for (const line of lines) replay.take(line);
  }
  if (replay.n === upTo) return;
  const tail = await lastEntries(redis.client, shard, upTo - replay.n + TAIL_MARGIN);
  for (const line of tail) if (line.n > replay.n && line.n <= upTo) replay.take(line);
}
