// The twin's way to MySQL: a pool of few connections, one connection per transaction, READ
// COMMITTED, and a transaction that met a deadlock is repeated as a whole.
import { createPool, type Pool, type PoolConnection, type RowDataPacket } from "mysql2/promise";
import type { ResultSetHeader } from "mysql2";
import { Refusal } from "./refusal.js";

/** Ten connections sell more than a hundred: more only wait for each other's locks. */
const CONNECTIONS = 10;
const ATTEMPTS_MAX = 10;
const RETRY_AFTER_MS = 500;
const REPEATED = new Set(["ER_LOCK_DEADLOCK", "ER_LOCK_WAIT_TIMEOUT", "ER_CHECKREAD"]);

export type Connection = Pool | PoolConnection;

/** A pool of connections to the database of the twin. */
export function openPool(url: string): Pool {
  const pool = createPool({ uri: url, connectionLimit: CONNECTIONS, maxIdle: CONNECTIONS });
  pool.on("connection", (connection) => {
    void connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  });
  return pool;
}

/** The rows of a SELECT. */
export async function rowsOf<Row>(
  connection: Connection,
  sql: string,
  values: unknown[],
): Promise<Row[]> {
  const [rows] = await connection.query<RowDataPacket[]>(sql, values);
  return rows as unknown as Row[];
}

/** Runs a statement that writes. @returns how many rows it found, and the id that it gave */
export async function write(
  connection: Connection,
  sql: string,
  values: unknown[],
): Promise<{ readonly rows: number; readonly id: number }> {
  const [{ affectedRows, insertId }] = await connection.query<ResultSetHeader>(sql, values);
  return { rows: affectedRows, id: insertId };
}

/** Whether a statement failed because a row with this key exists. */
export const isDuplicate = (error: unknown): boolean => codeOf(error) === "ER_DUP_ENTRY";

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error ? String(error.code) : "";

/**
 * Runs the work in one transaction; it is durable when this resolves.
 * @throws Refusal of the work; `SERVER_BUSY` when it met a deadlock ten times
 */
export async function inTransaction<T>(
  pool: Pool,
  work: (connection: PoolConnection) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
    const connection = await pool.getConnection();
    try {
      await connection.query("START TRANSACTION");
      const result = await work(connection);
      await connection.query("COMMIT");
      return result;
    } catch (error) {
      await connection.query("ROLLBACK");
      if (!REPEATED.has(codeOf(error))) throw error;
    } finally {
      connection.release();
    }
  }
  throw new Refusal("SERVER_BUSY", { retryAfterMs: RETRY_AFTER_MS });
}
