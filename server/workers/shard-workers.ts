// Every node of the worker role stands by for every shard; whichever is free takes it.
import type { Broadcast, Services } from "../context.js";
import { signalLoops } from "./signals/signal-loops.js";
import { ShardWorker, type ShardStatus } from "./shard-worker.js";

export interface ShardWorkersOptions {
  readonly services: Services;
  readonly broadcast: Broadcast;
}

export class ShardWorkers {
  readonly #workers: readonly ShardWorker[];

  constructor({ services, broadcast }: ShardWorkersOptions) {
    const { config, log, redis } = services;
    this.#workers = Array.from(
      { length: config.shards },
      (_, shard) =>
        new ShardWorker({
          shard,
          redisUrl: config.redisUrl.reveal(),
          databaseUrl: config.databaseUrl.reveal(),
          log,
          startLoop: signalLoops({ services, broadcast }),
          onGeneration: (id, generation) => redis.setGeneration(id, generation),
        }),
    );
  }

  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  get statuses(): readonly ShardStatus[] {
    return this.#workers.map(({ status }) => status);
  }

  /** The shards that this node serves just now. */
  serving(): readonly number[] {
    return this.statuses.filter(({ state }) => state === "serving").map(({ shard }) => shard);
  }

  /** @throws Error naming the shards that wait for an operator */
  check(): Promise<void> {
    const fenced = this.statuses.filter(({ state }) => state === "fenced");
    if (fenced.length === 0) return Promise.resolve();
    const reasons = fenced.map(({ shard, reason }) => `${shard}: ${reason ?? ""}`);
    return Promise.reject(new Error(`fenced shards: ${reasons.join("; ")}`));
  }
}
