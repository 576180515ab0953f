// Reads everything that Redis holds of a shard, key by key, for the audit and for a rebuild. The
// result is consistent only when the number of the shard's journal did not change during the read.
import { Cluster, type Redis } from "ioredis";
import type { RedisClient } from "../client.js";
import { shardKey } from "../keys.js";
import type { ShardId } from "../../journal/brands.js";

/**
 * The value of a key: a string as latin1 (one character per byte), a hash, or a zset with scores.
 */
export type Content =
  | { readonly type: "string"; readonly bytes: string }
  | { readonly type: "hash"; readonly fields: Readonly<Record<string, string>> }
  | { readonly type: "zset"; readonly scores: Readonly<Record<string, string>> };

const SCAN_COUNT = 1000;
const AT_ONCE = 200;

/** The names of all keys of a shard. */
export async function shardKeys(client: RedisClient, shard: ShardId): Promise<string[]> {
  const nodes: readonly Redis[] = client instanceof Cluster ? client.nodes("master") : [client];
  const found = await Promise.all(nodes.map((node) => scan(node, `{s${shard}}:*`)));
  return [...new Set(found.flat())].sort();
}

async function scan(node: Redis, pattern: string): Promise<string[]> {
  const keys: string[] = [];
  let cursor = "0";
  do {
    const [next, page] = await node.scan(cursor, "MATCH", pattern, "COUNT", SCAN_COUNT);
    keys.push(...page);
    cursor = next;
  } while (cursor !== "0");
  return keys;
}

/** The values of the shard's keys for which `wanted` is true. Keys of other types are left out. */
export async function shardContents(
  client: RedisClient,
  shard: ShardId,
  wanted: (key: string) => boolean,
): Promise<ReadonlyMap<string, Content>> {
  const keys = (await shardKeys(client, shard)).filter(wanted);
  const contents = new Map<string, Content>();
  for (let from = 0; from < keys.length; from += AT_ONCE) {
    const some = keys.slice(from, from + AT_ONCE);
    const values = await Promise.all(some.map((key) => contentOf(client, key)));
    some.forEach((key, at) => {
      const value = values[at];
      if (value !== undefined) contents.set(key, value);
    });
  }
  return contents;
}

/** The last entries of a shard's journal, oldest first. */
export async function lastEntries(
  client: RedisClient,
  shard: ShardId,
  count: number,
): Promise<{ readonly n: number; readonly payload: string }[]> {
  const rows = await client.xrevrange(shardKey(shard, "journal"), "+", "-", "COUNT", count);
  return rows
    .map(([id, fields]) => ({ n: Number(id.split("-")[1]), payload: fields[1] ?? "" }))
    .reverse();
}

async function contentOf(client: RedisClient, key: string): Promise<Content | undefined> {
  switch (await client.type(key)) {
    case "string": {
      const bytes = (await client.getBuffer(key)) ?? Buffer.alloc(0);
      return { type: "string", bytes: bytes.toString("latin1") };
    }
    case "hash":
      return { type: "hash", fields: await client.hgetall(key) };
    case "zset":
      return { type: "zset", scores: scoresOf(await client.zrange(key, 0, "-1", "WITHSCORES")) };
    default:
      return undefined;
  }
}

function scoresOf(flat: readonly string[]): Record<string, string> {
  const scores: Record<string, string> = {};
  for (let at = 0; at < flat.length; at += 2) scores[flat[at] ?? ""] = flat[at + 1] ?? "";
  return scores;
}
