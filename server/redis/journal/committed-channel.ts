// Notices of what has become durable. A notice may be lost: whoever waits also asks MySQL.
import { pacedLoop } from "../../pace/paced-loop.js";
import { connectBlocking, type RedisClient } from "../client.js";
import { committedChannel } from "../keys.js";
import type { ShardId } from "../../journal/brands.js";

export interface CommittedSubscription {
  close(): void;
}

export interface CommittedSubscribeOptions {
  readonly url: string;
  /** How many there are, or which. */
  readonly shards: number | readonly number[];
  /** Payloads of committed entries of one shard, as journalled. */
  readonly onPayloads: (shard: ShardId, payloads: readonly string[]) => void;
}

const RETRY_MS = 500;

/** Listens on a connection of its own until closed, however often it is lost. */
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
