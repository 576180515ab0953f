// The one connection of a shard's worker. The server drops it after 3 s without a word, so that a
// worker stopped inside a batch holds nobody up; after an unknown outcome it is never used again.
import { createConnection, type Connection, type ResultSetHeader } from "mysql2";
import { errnoOf } from "./sql-errors.js";
import { ask, drop, DRIVER_OPTIONS, setUpSession } from "./statement.js";

const WAIT_TIMEOUT_SECONDS = 3;
const LOCK_WAIT_SECONDS = 2;
const CONNECT_TIMEOUT_MS = 2000;
const ANSWER_TIMEOUT_MS = 4000;

const SESSION = [
  `SET SESSION wait_timeout = ${WAIT_TIMEOUT_SECONDS}`,
  `SET SESSION innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}`,
];

/** Rows matched by a statement, changed or not, and what LAST_INSERT_ID was given. */
export interface Matched {
  readonly matchedRows: number;
  readonly insertId: number;
}

export class OwnConnection {
  readonly #connection: Connection;
  #isUsable = true;

  private constructor(connection: Connection) {
    this.#connection = connection;
    // An unheard "error" would end the process; the next statement reports it to its caller.
    connection.on("error", () => this.destroy());
  }

  static async open(url: string): Promise<OwnConnection> {
    const connection = createConnection({
      ...DRIVER_OPTIONS,
      uri: url,
      connectTimeout: CONNECT_TIMEOUT_MS,
      flags: ["FOUND_ROWS"],
    });
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error === null ? resolve() : reject(error)));
    });
    const own = new OwnConnection(connection);
    await setUpSession(connection, ANSWER_TIMEOUT_MS, SESSION);
    return own;
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  async select<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#ask(sql, values)) as Row[];
  }

  async write(sql: string, values: readonly unknown[] = []): Promise<Matched> {
    const header = (await this.#ask(sql, values)) as ResultSetHeader;
    return { matchedRows: header.affectedRows, insertId: Number(header.insertId) };
  }

  /** At once, without a word to the server, which rolls back what was open. */
  destroy(): void {
    if (!this.#isUsable) return;
    this.#isUsable = false;
    drop(this.#connection);
  }

  async #ask(sql: string, values: readonly unknown[]): Promise<unknown> {
    try {
      return await ask(this.#connection, { sql, values }, ANSWER_TIMEOUT_MS);
    } catch (error) {
      // Without a number of the server's the outcome is unknown.
      if (!isServersAnswer(error)) this.destroy();
      throw error;
    }
  }
}

/** The server refused the statement and the connection goes on. */
function isServersAnswer(error: unknown): boolean {
  const errno = errnoOf(error);
  const isFatal = typeof error === "object" && error !== null && "fatal" in error && error.fatal;
  return errno !== undefined && errno > 0 && !isFatal;
}
