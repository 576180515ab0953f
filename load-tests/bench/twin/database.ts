// The twin's way to MySQL: a pool of few connections, one connection per transaction, READ
// COMMITTED, and a transaction that met a deadlock is repeated as a whole. It wraps the callbacks
// of mysql2 by itself: the promises of mysql2 capture a stack for every statement, which was a
// twentieth of the process's CPU time.
import {
  createPool,
  type Pool,
  type PoolConnection,
  type QueryError,
  type ResultSetHeader,
} from "mysql2";
import { Refusal } from "./refusal.js";

/** Ten connections sell more than a hundred: more only wait for each other's locks. */
const CONNECTIONS = 10;
const ATTEMPTS_MAX = 10;
const RETRY_AFTER_MS = 500;
const REPEATED = new Set(["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_CHECKREAD"]);

/** The pool, for a single statement, or the connection of a transaction. */
export type Connection = Pick<PoolConnection, "query">;

/** A pool of connections to the database of the twin. */
export function openPool(url: string): Pool {
  const pool = createPool({ uri: url, connectionLimit: CONNECTIONS, maxIdle: CONNECTIONS });
  pool.on("connection", (connection) => {
    connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  });
  return pool;
}

function ask(connection: Connection, sql: string, values: unknown[] = []): Promise<unknown> {
  return new Promise((resolve, reject) => {
    connection.query(sql, values, (error: QueryError | null, result: unknown) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}

/** The rows of a SELECT. */
export async function rowsOf<Row>(
  connection: Connection,
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  return (await ask(connection, sql, values)) as Row[];
}

/** Runs a statement that writes. @returns how many rows it changed, and the id that it gave */
export async function write(
  connection: Connection,
  sql: string,
  values: unknown[],
): Promise<{ readonly rows: number; readonly id: number }> {
  const { affectedRows, insertId } = (await ask(connection, sql, values)) as ResultSetHeader;
  return { rows: affectedRows, id: insertId };
}

/** Whether a statement failed because a row with this key exists. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === "ER_DUP_ENTRY";

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

const taken = (pool: Pool): Promise<PoolConnection> =>
  new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error === null) resolve(connection);
      else reject(error);
    });
  });

/**
 * Runs the work in one transaction; it is durable when this resolves.
 * @throws Refusal of the work; `SERVER_BUSY` when it met a deadlock ten times
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const connection = await taken(pool);
    try {
      await ask(connection, "START TRANSACTION");
      const result = await work(connection);
      await ask(connection, "COMMIT");
      return result;
    } catch (error) {
      await ask(connection, "ROLLBACK");
      if (!REPEATED.has(codeOf(error))) throw error;
    } finally {
      connection.release();
    }
  }
  throw new Refusal("SERVER_BUSY", { retryAfterMs: RETRY_AFTER_MS });
}
