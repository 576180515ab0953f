// Before a shard may sell, Redis and MySQL must have the same history: equal chains at the shorter
// end mean equal journals up to it. Each step carries the generation that was raised in MySQL, and
// Redis refuses it under another one; the lease comes after the last step (lua/README.md,
// "Recovery").
import { chainAt, readShard, type ShardRow } from "../../db/repositories/shard-duty.js";
import { chainAfter, RedisChanged, type StreamId } from "../../redis/journal/stream.js";
import { shardFence } from "../../redis/shard/fence.js";
import { shardGeneration } from "../../redis/shard/generation.js";
import { shardState } from "../../redis/shard/state.js";
import type { DutyConnection } from "./duty-connection.js";
import type { RedisLink } from "./redis-link.js";
import { ShardFenced } from "./shard-fenced.js";
import type { ShardId } from "../../journal/brands.js";

/** Where copying to MySQL continues. */
export interface Recovered {
  readonly cursor: StreamId;
  readonly chain: string;
  /** Where projecting continues. */
  readonly projected: StreamId;
  readonly epoch: number;
  /** Number of the entry that opened the generation: nothing is sold before it is in MySQL. */
  readonly openedN: number;
}

const NO_CHAIN = "0".repeat(40);
const PAGE = 500;

/**
 * Compares the journals of Redis and MySQL and opens the generation.
 * @throws ShardFenced when they differ or Redis lacks entries
 * @throws RedisChanged when Redis changed meanwhile: the worker starts over
 */
export async function recover(duty: DutyConnection, link: RedisLink): Promise<Recovered> {
  const { fence } = duty;
  const target = { shard: fence.shard };
  const mysql = await duty.use((connection) => readShard(connection, fence));
  if (mysql.fencedReason !== undefined) throw new ShardFenced(mysql.fencedReason, true);
  const found = await shardState(link.runner, target);
  const isBlank = found.generation === 0;
  if (isBlank && mysql.n > 0) {
    throw new ShardFenced(
      `this Redis has nothing of shard ${fence.shard}, MySQL has ${mysql.n} entries: ` +
        "the shard must be rebuilt",
    );
  }
  const redisN = isBlank ? 0 : await compare(duty, link, mysql);
  // Without a control record the new one begins at 0, never at MySQL's end: else a Redis that is
  // emptied at this moment would look complete.
  const start = { n: 0, chain: NO_CHAIN, epoch: mysql.epoch };
  const opened = await shardGeneration(link.runner, target, start);
  if (opened.n <= redisN) throw new RedisChanged("the journal became shorter while it was read");
  const { epoch } = await shardState(link.runner, target);
  await link.commands.condition();
  return {
    cursor: { generation: mysql.generation, n: mysql.n },
    chain: mysql.chain,
    projected: mysql.projected,
    epoch,
    openedN: opened.n,
  };
}

/** Fences Redis and compares at the shorter end; returns the last number of Redis. */
async function compare(duty: DutyConnection, link: RedisLink, mysql: ShardRow): Promise<number> {
  const { shard } = duty.fence;
  const redis = await shardFence(link.runner, { shard });
  if (redis.rebuilding.isRebuilt) {
    throw new ShardFenced(`shard ${shard} is half rebuilt: the rebuilding must be done again`);
  }
  if (redis.n < mysql.n) {
    const chain = await duty.use((connection) => chainAt(connection, shard, redis.n));
    if (chain !== redis.chain) throw forked(shard, redis.n);
    throw new ShardFenced(
      `this Redis ends at ${redis.n}, MySQL at ${mysql.n}, equal before: ` +
        `entries ${redis.n + 1} to ${mysql.n} must be replayed`,
    );
  }
  if ((await foldTail(link, mysql, redis.n)) !== redis.chain) throw forked(shard, mysql.n);
  return redis.n;
}

const forked = (shard: ShardId, n: number): ShardFenced =>
  new ShardFenced(
    `Redis and MySQL have different histories of shard ${shard} at or before entry ${n}: ` +
      "the shard must be rebuilt from MySQL",
  );

/** The chain of MySQL, continued over the entries that only Redis has. */
async function foldTail(link: RedisLink, mysql: ShardRow, upTo: number): Promise<string> {
  let { chain } = mysql;
  let cursor: StreamId = { generation: mysql.generation, n: mysql.n };
  while (cursor.n < upTo) {
    const entries = await link.commands.read(cursor, Math.min(PAGE, upTo - cursor.n), 0);
    if (entries.length === 0) throw missing(cursor.n + 1);
    for (const { generation, n, payload } of entries) {
      if (n !== cursor.n + 1) throw missing(cursor.n + 1);
      chain = chainAfter(chain, payload);
      cursor = { generation, n };
    }
  }
  return chain;
}

const missing = (n: number): ShardFenced =>
  new ShardFenced(`entry ${n} is neither in MySQL nor in the journal of this Redis`);
