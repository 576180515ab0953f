// The worker's own connection to MySQL: one unit of work at a time, so that no beat falls into a
// batch. A lost one is opened again for the next unit, and only while the duty is still ours.
import type { Fence } from "../../db/journal/batch-writer.js";
import { OwnConnection } from "../../db/own-connection.js";
import { beat, raiseGeneration, takeOver } from "../../db/repositories/shard-duty.js";
import type { ShardId } from "../../journal/brands.js";

export class DutyConnection {
  readonly #url: string;
  #fence: Fence;
  #connection: OwnConnection | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #committedAtMs = performance.now();
  #isClosed = false;

  private constructor(url: string, fence: Fence, connection: OwnConnection) {
    this.#url = url;
    this.#fence = fence;
    this.#connection = connection;
  }

  /** Takes a shard nobody has; undefined when somebody does. */
  static async takeOver(
    url: string,
    shard: ShardId,
    runId: string,
  ): Promise<DutyConnection | undefined> {
    const connection = await OwnConnection.open(url);
    try {
      const generation = await takeOver(connection, shard, runId);
      if (generation !== undefined) {
        return new DutyConnection(url, { shard, runId, generation }, connection);
      }
    } catch (error) {
      connection.destroy();
      throw error;
    }
    connection.destroy();
    return undefined;
  }

  get fence(): Fence {
    return this.#fence;
  }

  /** For how long nothing has been committed. */
  get silentMs(): number {
    return performance.now() - this.#committedAtMs;
  }

  /** A unit that commits; done alone. @throws LostDuty when the shard is another's by now */
  async commit(unit: (connection: OwnConnection) => Promise<void>): Promise<void> {
    await this.use(unit);
    this.#committedAtMs = performance.now();
  }

  /** Any unit, done alone. @throws LostDuty when the shard is another's by now */
  use<T>(unit: (connection: OwnConnection) => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => unit(await this.#open()));
    this.#last = done.catch(() => undefined);
    return done;
  }

  async raise(): Promise<void> {
    const generation = await this.use((connection) => raiseGeneration(connection, this.#fence));
    this.#fence = { ...this.#fence, generation };
  }

  close(): void {
    this.#isClosed = true;
    this.#connection?.destroy();
  }

  async #open(): Promise<OwnConnection> {
    if (this.#isClosed) throw new Error("the worker has ended");
    if (this.#connection?.isUsable) return this.#connection;
    const connection = await OwnConnection.open(this.#url);
    if (this.#isClosed) connection.destroy();
    this.#connection = connection;
    await beat(connection, this.#fence);
    return connection;
  }
}
