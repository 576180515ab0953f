// Notices about journal entries that have become durable in MySQL. A notice may be lost, so callers
// that wait for an entry also ask MySQL.
import { pacedLoop } from "../../pace/paced-loop.js";
import { connectBlocking, type RedisClient } from "../client.js";
import { committedChannel } from "../keys.js";
import type { ShardId } from "../../journal/brands.js";

export interface CommittedSubscription {
  /** Stops listening to a shard, or listens to it again. */
  listen(shard: ShardId, isListening: boolean): void;
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
  const { url, shards, onPayloads } = options;
  const listed = typeof shards === "number" ? Array.from({ length: shards }, (_, i) => i) : shards;
  const shardOf = new Map(listed.map((shard) => [committedChannel(shard), shard]));
  const wanted = new Set(shardOf.keys());
  const ended = new AbortController();
  let client: RedisClient | undefined;
  const listen = async (): Promise<"done" | undefined> => {
    try {
      client = await connectBlocking(url);
      if (ended.signal.aborted) client.disconnect();
      client.on("message", (channel: string, message: string) => {
        const shard = shardOf.get(channel);
        if (shard !== undefined && wanted.has(channel)) onPayloads(shard, message.split("\n"));
      });
      if (wanted.size > 0) await client.subscribe(...wanted);
      return "done";
    } catch {
      client?.disconnect();
      return undefined;
    }
  };
  void pacedLoop(ended.signal, { afterMs: RETRY_MS }, listen);
  return {
    listen: (shard, isListening) => {
      const channel = committedChannel(shard);
      if (isListening === wanted.has(channel)) return;
      if (isListening) wanted.add(channel);
      else wanted.delete(channel);
      // While the connection is lost the command waits for the next one.
      const asked = isListening ? client?.subscribe(channel) : client?.unsubscribe(channel);
      asked?.catch(() => undefined);
    },
    close: () => {
      ended.abort();
      client?.disconnect();
    },
  };
}
