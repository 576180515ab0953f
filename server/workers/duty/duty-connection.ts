// The worker's own connection to MySQL. It does one unit of work at a time, so that no heartbeat
// gets into a batch. A lost connection is opened again for the next unit, while the duty is still
// ours.
import type { Fence } from "../../db/journal/batch-writer.js";
import { OwnConnection } from "../../db/own-connection.js";
import { beat, raiseGeneration, takeOver } from "../../db/repositories/shard-duty.js";
import type { ShardId } from "../../journal/brands.js";

/** A shard that this worker has taken over in MySQL, and the connection on which it works. */
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

  /** Takes over a shard that no worker has; undefined while another worker has it. */
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

  /** What every write must carry: the shard, this run, and the generation. */
  get fence(): Fence {
    return this.#fence;
  }

  /** How long ago MySQL committed something here. */
  get silentMs(): number {
    return performance.now() - this.#committedAtMs;
  }

  /**
   * Runs a unit that commits, alone on the connection.
   * @throws LostDuty when another worker has the shard by now
   */
  async commit(unit: (connection: OwnConnection) => Promise<void>): Promise<void> {
    await this.use(unit);
    this.#committedAtMs = performance.now();
  }

  /**
   * Runs any unit, alone on the connection.
   * @throws LostDuty when another worker has the shard by now
   */
  use<T>(unit: (connection: OwnConnection) => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => unit(await this.#open()));
    this.#last = done.catch(() => undefined);
    return done;
  }

  /** Raises the generation of the shard, in MySQL first. */
  async raise(): Promise<void> {
    const generation = await this.use((connection) => raiseGeneration(connection, this.#fence));
    this.#fence = { ...this.#fence, generation };
  }

  /** Closes the connection for good. */
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
