// The one connection of a shard's worker. The server drops it after 3 s without a word, so that a
// worker stopped inside a batch holds nobody up; after an unknown outcome it is never used again.
import { createConnection, type Connection, type ResultSetHeader } from "mysql2/promise";
import { SESSION_SETTINGS } from "./database.js";
import { errnoOf } from "./sql-errors.js";

const WAIT_TIMEOUT_SECONDS = 3;
const LOCK_WAIT_SECONDS = 2;
const CONNECT_TIMEOUT_MS = 2000;
const ANSWER_TIMEOUT_MS = 4000;

const SESSION = [
  SESSION_SETTINGS,
  "SET SESSION time_zone = '+00:00'",
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
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
  readonly #pending = new Set<(error: Error) => void>();
  #isUsable = true;

  private constructor(connection: Connection) {
    this.#connection = connection;
    // An unheard "error" would end the process; the next statement reports it to its caller.
    connection.on("error", () => this.destroy());
  }

  static async open(url: string): Promise<OwnConnection> {
    const connection = await createConnection({
      uri: url,
      connectTimeout: CONNECT_TIMEOUT_MS,
      supportBigNumbers: true,
      bigNumberStrings: true,
      charset: "utf8mb4",
      flags: ["FOUND_ROWS"],
    });
    const own = new OwnConnection(connection);
    for (const statement of SESSION) await own.write(statement);
    return own;
  }

  get isUsable(): boolean {
    return this.#isUsable;
  }

  async select<Row extends object>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.#send(sql, values)) as Row[];
  }

  async write(sql: string, values: readonly unknown[] = []): Promise<Matched> {
    const header = (await this.#send(sql, values)) as ResultSetHeader;
    return { matchedRows: header.affectedRows, insertId: Number(header.insertId) };
  }

  /** At once, without a word to the server, which rolls back what was open. */
  destroy(): void {
    if (!this.#isUsable) return;
    this.#isUsable = false;
    this.#connection.destroy();
    // The driver forgets whoever waits on a connection that it was told to drop.
    for (const reject of this.#pending) reject(new Error("the connection to MySQL was dropped"));
  }

  async #send(sql: string, values: readonly unknown[]): Promise<unknown> {
    try {
      return await this.#answer(this.#connection.query({ sql, values: [...values] }));
    } catch (error) {
      // Without a number of the server's the outcome is unknown.
      if (!isServersAnswer(error)) this.destroy();
      throw error;
    }
  }

  #answer(asked: Promise<[unknown, unknown]>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.destroy(), ANSWER_TIMEOUT_MS);
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#pending.delete(fail);
        act();
      };
      const fail = (error: Error): void => settle(() => reject(error));
      this.#pending.add(fail);
      asked.then(([answer]) => settle(() => resolve(answer)), fail);
    });
  }
}

/** The server refused the statement and the connection goes on. */
function isServersAnswer(error: unknown): boolean {
  const errno = errnoOf(error);
  const isFatal = typeof error === "object" && error !== null && "fatal" in error && error.fatal;
  return errno !== undefined && errno > 0 && !isFatal;
}
