// The worker's connections to MySQL. Heartbeats and durable batches take turns on one of them: a
// worker that hangs inside a batch must not go on beating. The projection has one of its own, so
// that it holds up no durable batch.
import type { Fence } from "../../db/journal/batch-writer.js";
import { OwnConnection } from "../../db/own-connection.js";
import { beat, raiseGeneration, takeOver } from "../../db/repositories/shard-duty.js";
import { LastingConnection } from "./lasting-connection.js";
import type { ShardId } from "../../journal/brands.js";

/** A shard that this worker has taken over in MySQL, and the connections on which it works. */
export class DutyConnection {
  /** The connection of the projection. */
  readonly projecting: LastingConnection;
  readonly #connection: LastingConnection;
  #fence: Fence;
  #committedAtMs = performance.now();

  private constructor(url: string, fence: Fence, connection: OwnConnection) {
    this.#fence = fence;
    this.#connection = new LastingConnection({
      url,
      connection,
      onReopened: (reopened) => beat(reopened, this.#fence),
    });
    this.projecting = new LastingConnection({ url });
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
    return this.#connection.use(unit);
  }

  /** Raises the generation of the shard, in MySQL first. */
  async raise(): Promise<void> {
    const generation = await this.use((connection) => raiseGeneration(connection, this.#fence));
    this.#fence = { ...this.#fence, generation };
  }

  /** Closes both connections for good. */
  close(): void {
    this.#connection.close();
    this.projecting.close();
  }
}
