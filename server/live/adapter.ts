// The Redis adapter carries signals between nodes. No correctness rides on it: a node that misses
// one reads the versions from Redis again. An outage must not end the process: publishing into it
// fails, is counted and is forgotten (measured: unheard rejections did end it).
import { createShardedAdapter } from "@socket.io/redis-adapter";
import { connectBlocking, connectCommands, type RedisClient } from "../redis/client.js";

export interface LiveAdapter {
  readonly adapter: ReturnType<typeof createShardedAdapter>;
  close(): void;
}

export interface AdapterOptions {
  readonly redisUrl: string;
  /** Separates systems that share one Redis. */
  readonly channelPrefix?: string;
  readonly onPublishFailed: () => void;
}

const PREFIX = "onsale:live";

/** Publishing never rejects. */
function forgiving(client: RedisClient, onPublishFailed: () => void): RedisClient {
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      const call = value.bind(target) as (...args: unknown[]) => unknown;
      if (name !== "spublish" && name !== "publish" && name !== "call") return call;
      return async (...args: unknown[]) => {
        try {
          return await call(...args);
        } catch {
          onPublishFailed();
          return 0;
        }
      };
    },
  });
}

/** Two connections of its own: subscriptions never wait behind commands. */
export async function createLiveAdapter(options: AdapterOptions): Promise<LiveAdapter> {
  const pub = await connectCommands({ url: options.redisUrl });
  const sub = await connectBlocking(options.redisUrl);
  const adapter = createShardedAdapter(forgiving(pub, options.onPublishFailed), sub, {
    channelPrefix: options.channelPrefix ?? PREFIX,
    subscriptionMode: "static",
  });
  return {
    adapter,
    close: () => {
      pub.disconnect();
      sub.disconnect();
    },
  };
}
