// A worker's connection to MySQL. It does one unit of work at a time, so that nothing gets into the
// middle of a transaction. A lost connection is opened again for the next unit.
import { OwnConnection } from "../../db/own-connection.js";

/** A connection that lasts until it is closed. */
export class LastingConnection {
  readonly #url: string;
  readonly #onReopened: (connection: OwnConnection) => Promise<void>;
  #connection: OwnConnection | undefined;
  #last: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  /** @param onReopened runs on every connection that this one opens, before the unit */
  constructor(parts: {
    readonly url: string;
    readonly connection?: OwnConnection;
    readonly onReopened?: (connection: OwnConnection) => Promise<void>;
  }) {
    this.#url = parts.url;
    this.#connection = parts.connection;
    this.#onReopened = parts.onReopened ?? (() => Promise.resolve());
  }

  /**
   * Runs a unit, alone on the connection.
   * @throws Error of the driver when MySQL is away, and what the unit throws
   */
  use<T>(unit: (connection: OwnConnection) => Promise<T>): Promise<T> {
    const done = this.#last.then(async () => unit(await this.#open()));
    this.#last = done.catch(() => undefined);
    return done;
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
    await this.#onReopened(connection);
    return connection;
  }
}
