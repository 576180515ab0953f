import type { Redis } from "ioredis";
import { freePorts } from "../../tools/services/ports.js";
import { askRedis } from "../../tools/services/ask-redis.js";
import { waitUntil } from "../../tools/processes/wait.js";
import { startRedis, type Store } from "./stores.js";

const MASTERS = 3;
const SLOTS = 16_384;
const FORMED_MS = 120_000;
const NODE_TIMEOUT_MS = 1_000;

export interface RedisCluster {
  /** The URL of the first node; a client learns the others from it. */
  readonly url: string;
  readonly urls: readonly string[];
  readonly nodes: readonly Store[];
  /** The current pids of the nodes. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
  kill(): Promise<void>;
  pause(): void;
  resume(): void;
  restart(): Promise<void>;
}

/** Starts three masters without replicas. When one is lost, only its own slots are lost. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const busPorts = await freePorts(MASTERS);
  const nodes = await Promise.all(busPorts.map((port) => startRedis(clusterSettings(port))));
  const cluster = asCluster(nodes);
  try {
    await form(nodes, busPorts);
    return cluster;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

function clusterSettings(busPort: number): string[] {
  return [
    ...["--cluster-enabled", "yes"],
    ...["--cluster-port", String(busPort)],
    ...["--cluster-node-timeout", String(NODE_TIMEOUT_MS)],
    ...["--cluster-require-full-coverage", "no"],
    ...["--cluster-announce-ip", "127.0.0.1"],
  ];
}

async function form(nodes: readonly Store[], busPorts: readonly number[]): Promise<void> {
  await Promise.all(
    nodes.map(({ url }, at) => {
      const first = Math.ceil((at * SLOTS) / MASTERS);
      const last = Math.ceil(((at + 1) * SLOTS) / MASTERS) - 1;
      return askRedis(url, async (redis) => {
        await redis.call("CLUSTER", "ADDSLOTSRANGE", first, last);
        // With equal epochs the nodes would first have to agree on them, which takes seconds.
        await redis.call("CLUSTER", "SET-CONFIG-EPOCH", at + 1);
      });
    }),
  );
  const addresses = nodes.map(({ url }, at) => [new URL(url).port, String(busPorts[at])]);
  const introduce = (redis: Redis) =>
    Promise.all(addresses.map((ports) => redis.call("CLUSTER", "MEET", "127.0.0.1", ...ports)));
  await Promise.all(nodes.map(({ url }) => askRedis(url, introduce)));
  if (!(await waitUntil(() => isFormed(nodes), { timeoutMs: FORMED_MS }))) {
    throw new Error("The nodes of the Redis Cluster did not find each other");
  }
}

async function isFormed(nodes: readonly Store[]): Promise<boolean> {
  const states = await Promise.all(
    nodes.map(({ url }) => askRedis(url, async (redis) => String(await redis.cluster("INFO")))),
  );
  return states.every(
    (state) =>
      state.includes("cluster_state:ok") &&
      state.includes(`cluster_slots_ok:${SLOTS}`) &&
      state.includes(`cluster_known_nodes:${MASTERS}\r\n`),
  );
}

function asCluster(nodes: readonly Store[]): RedisCluster {
  const each = async (act: (node: Store) => Promise<void>) => {
    await Promise.all(nodes.map(act));
  };
  const urls = nodes.map(({ url }) => url);
  return {
    url: urls[0] ?? "",
    urls,
    nodes,
    get pids() {
      return nodes.map(({ pid }) => pid);
    },
    stop: () => each((node) => node.stop()),
    kill: () => each((node) => node.kill()),
    pause: () => nodes.forEach((node) => node.pause()),
    resume: () => nodes.forEach((node) => node.resume()),
    async restart() {
      await each((node) => node.restart());
      if (await waitUntil(() => isFormed(nodes), { timeoutMs: FORMED_MS })) return;
      throw new Error("The Redis Cluster did not come back");
    },
  };
}
