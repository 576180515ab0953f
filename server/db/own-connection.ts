// The connection of a shard's worker. The server closes it after 3 s without a statement, so that a
// worker frozen inside a batch does not block other workers. After a statement with an unknown
// outcome the connection is never used again.
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

/** The number of rows that a statement matched, changed or not, and the value of LAST_INSERT_ID. */
export interface Matched {
  readonly matchedRows: number;
  readonly insertId: number;
}

/** One connection to MySQL, outside of the pool. */
export class OwnConnection {
  readonly #connection: Connection;
  #isUsable = true;

  private constructor(connection: Connection) {
    this.#connection = connection;
    // Without a listener an "error" event ends the process; the next statement throws the error.
    connection.on("error", () => this.destroy());
  }

  /**
   * Opens a connection.
   * @throws Error of the driver, when the server does not accept it within 2 s
   */
  static async open(url: string): Promise<OwnConnection> {
    const connection = createConnection({
      ...DRIVER_OPTIONS,
      uri: url,
      connectTimeout: CONNECT_TIMEOUT_MS,
      // Several statements in one packet only for `begin`; values are escaped as everywhere.
      flags: ["FOUND_ROWS", "MULTI_STATEMENTS"],
    });
    await new Promise<void>((resolve, reject) => {
      connection.connect((error) => (error === null ? resolve() : reject(error)));
    });
    const own = new OwnConnection(connection);
    await setUpSession(connection, ANSWER_TIMEOUT_MS, SESSION);
    return own;
  }

  /** False once the connection was closed or lost. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /**
   * All rows of a SELECT.
   * @throws Error of the driver; without an answer within 4 s it is closed
   */
  async select<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#ask(sql, values)) as Row[];
  }

  /** Runs any other statement. @throws Error as `select` does */
  async write(sql: string, values: readonly unknown[] = []): Promise<Matched> {
    return matchedBy((await this.#ask(sql, values)) as ResultSetHeader);
  }

  /** Begins a transaction with this statement, in one round trip. @throws Error as `select` does */
  async begin(sql: string, values: readonly unknown[] = []): Promise<Matched> {
    const headers = (await this.#ask(`START TRANSACTION; ${sql}`, values)) as ResultSetHeader[];
    return matchedBy(headers.at(-1));
  }

  /** Closes the connection at once. The server rolls back an open transaction. */
  destroy(): void {
    if (!this.#isUsable) return;
    this.#isUsable = false;
    drop(this.#connection);
  }

  async #ask(sql: string, values: readonly unknown[]): Promise<unknown> {
    try {
      return await ask(this.#connection, { sql, values }, ANSWER_TIMEOUT_MS);
    } catch (error) {
      // An error without a number of the server means that the outcome is unknown.
      if (!isServersAnswer(error)) this.destroy();
      throw error;
    }
  }
}

const matchedBy = (header: ResultSetHeader | undefined): Matched => ({
  matchedRows: header?.affectedRows ?? 0,
  insertId: Number(header?.insertId ?? 0),
});

/** Whether the server refused the statement and the connection is still good. */
function isServersAnswer(error: unknown): boolean {
  const errno = errnoOf(error);
  const isFatal = typeof error === "object" && error !== null && "fatal" in error && error.fatal;
  return errno !== undefined && errno > 0 && !isFatal;
}
