// The Redis adapter carries signals between nodes. Correctness does not depend on it: clients that
// miss a signal ask for the present state. An outage must not end the process, as unhandled
// rejections did: a signal that cannot be published is counted and dropped.
import { createShardedAdapter } from "@socket.io/redis-adapter";
import { connectBlocking, connectCommands, type RedisClient } from "../redis/client.js";

/** The adapter and its connections. */
export interface LiveAdapter {
  readonly adapter: ReturnType<typeof createShardedAdapter>;
  close(): void;
}

/** Where the adapter publishes. */
export interface AdapterOptions {
  readonly redisUrl: string;
  /** Separates systems that share one Redis. */
  readonly channelPrefix?: string;
  /** Called for each signal that was dropped. */
  readonly onPublishFailed: () => void;
}

const PREFIX = "onsale:live";

/** A client whose publishing never rejects. */
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

/** Opens an adapter with two connections, so that subscriptions never wait behind commands. */
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
