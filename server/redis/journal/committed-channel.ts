// Notices about journal entries that have become durable in MySQL. A notice may be lost, so callers
// that wait for an entry also ask MySQL.
import { pacedLoop } from "../../pace/paced-loop.js";
import { connectBlocking, type RedisClient } from "../client.js";
import { committedChannel } from "../keys.js";
import type { ShardId } from "../../journal/brands.js";

export interface CommittedSubscription {
  close(): void;
}

export interface CommittedSubscribeOptions {
  readonly url: string;
  /** The number of shards, or a list of some of them. */
  readonly shards: number | readonly number[];
  /** Called with the payloads of committed journal entries of one shard. */
  readonly onPayloads: (shard: ShardId, payloads: readonly string[]) => void;
}

const RETRY_MS = 500;

/**
 * Subscribes to the notices of shards on a connection of its own. It reconnects until it is closed.
 */
export function subscribeCommitted(options: CommittedSubscribeOptions): CommittedSubscription {
  const ended = new AbortController();
  let client: RedisClient | undefined;
  const listen = async (): Promise<"done" | undefined> => {
    try {
      client = await connectBlocking(options.url);
      if (ended.signal.aborted) client.disconnect();
      else await attach(client, options);
      return "done";
    } catch {
      client?.disconnect();
      return undefined;
    }
  };
  void pacedLoop(ended.signal, { afterMs: RETRY_MS }, listen);
  return {
    close: () => {
      ended.abort();
      client?.disconnect();
    },
  };
}

async function attach(client: RedisClient, options: CommittedSubscribeOptions): Promise<void> {
  const { shards } = options;
  const listed = typeof shards === "number" ? Array.from({ length: shards }, (_, i) => i) : shards;
  const shardOf = new Map(listed.map((shard) => [committedChannel(shard), shard]));
  client.on("message", (channel: string, message: string) => {
    const shard = shardOf.get(channel);
    if (shard !== undefined) options.onPayloads(shard, message.split("\n"));
  });
  if (shardOf.size > 0) await client.subscribe(...shardOf.keys());
}
