// Every node with the worker role stands by for every shard; the first to find one free takes it.
import type { Broadcast, Services } from "../context.js";
import type { CommittedListener } from "../journal/outcomes.js";
import { signalLoops } from "./signals/signal-loops.js";
import { ShardWorker, type ShardStatus } from "./shard-worker.js";

/** What the workers of a node work with. */
export interface ShardWorkersOptions {
  readonly services: Services;
  readonly broadcast: Broadcast;
  readonly committed: CommittedListener;
}

/** The workers of a node, one for each shard. */
export class ShardWorkers {
  readonly #workers: readonly ShardWorker[];

  constructor({ services, broadcast, committed }: ShardWorkersOptions) {
    const { config, log, redis } = services;
    this.#workers = Array.from(
      { length: config.shards },
      (_, shard) =>
        new ShardWorker({
          shard,
          redisUrl: config.redisUrl.reveal(),
          databaseUrl: config.databaseUrl.reveal(),
          log,
          committed,
          startLoop: signalLoops({ services, broadcast }),
          onGeneration: (id, generation) => redis.setGeneration(id, generation),
        }),
    );
  }

  /** Starts every worker. */
  start(): void {
    for (const worker of this.#workers) worker.start();
  }

  /** Ends every worker after its batch under way. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.stop()));
  }

  /** What each worker does now, in order of shards. */
  get statuses(): readonly ShardStatus[] {
    return this.#workers.map(({ status }) => status);
  }

  /** The shards that this node serves now. */
  serving(): readonly number[] {
    return this.statuses.filter(({ state }) => state === "serving").map(({ shard }) => shard);
  }

  /**
   * Passes while no shard of this node waits for an operator.
   * @throws Error with the fenced shards and their reasons
   */
  check(): Promise<void> {
    const fenced = this.statuses.filter(({ state }) => state === "fenced");
    if (fenced.length === 0) return Promise.resolve();
    const reasons = fenced.map(({ shard, reason }) => `${shard}: ${reason ?? ""}`);
    return Promise.reject(new Error(`fenced shards: ${reasons.join("; ")}`));
  }
}
