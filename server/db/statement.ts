// Runs one statement on one connection of the driver, with a time limit. A server that is frozen or
// cut off sends no answer and no error. Then the connection is dropped, so that a late answer is
// never taken for the answer to the next statement.
import type { Socket } from "node:net";
import type { Connection } from "mysql2";

/** A list fills `?`, an object fills `:name`, and an array of arrays fills `VALUES ?`. */
export type SqlValues = readonly unknown[] | Readonly<Record<string, unknown>>;

export interface Statement {
  readonly sql: string;
  readonly values?: SqlValues;
}

/** How long an answer may take, in ms; undefined for no limit. */
export type LimitMs = number | undefined;

/** The connection was lost; it has the error code that the driver uses for this. */
class ConnectionLost extends Error {
  readonly code = "PROTOCOL_CONNECTION_LOST";
  readonly fatal = true;
}

/** Options of every connection: large numbers are returned as text, times are UTC. */
export const DRIVER_OPTIONS = {
  supportBigNumbers: true,
  bigNumberStrings: true,
  stringifyObjects: true,
  timezone: "+00:00",
  charset: "utf8mb4",
};

const SESSION: readonly string[] = [
  `SET SESSION sql_mode = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
    SESSION time_zone = '+00:00'`,
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
];

/** Closes a connection at once. The server rolls back an open transaction. */
export function drop(connection: Connection): void {
  connection.destroy();
  socketOf(connection).destroy();
}

/**
 * Sets up a new connection: strict mode, UTC, READ COMMITTED, and the statements in `more`.
 * @throws Error of the driver; the connection is then dropped
 */
export async function setUpSession(
  connection: Connection,
  limitMs: LimitMs,
  more: readonly string[] = [],
): Promise<void> {
  try {
    for (const sql of [...SESSION, ...more]) await ask(connection, { sql }, limitMs);
  } catch (error) {
    drop(connection);
    throw error;
  }
}

/**
 * Runs a statement. Returns the rows of a SELECT, or the result header of any other statement.
 * @throws Error of the driver; without an answer within the limit the connection is dropped
 */
export function ask(
  connection: Connection,
  { sql, values = [] }: Statement,
  limitMs: LimitMs,
): Promise<unknown> {
  const asked = new Promise<unknown>((resolve, reject) => {
    connection.query(positional(sql, values), (error, answer) =>
      error === null ? resolve(answer) : reject(error),
    );
  });
  return within(connection, limitMs, asked);
}

/**
 * Limits the time of a statement that is already running on the connection, for example one that
 * Sequelize has started.
 * @throws Error of the driver; without an answer within the limit the connection is dropped
 */
export function within<T>(connection: Connection, limitMs: LimitMs, asked: Promise<T>): Promise<T> {
  const socket = socketOf(connection);
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      socket.off("close", onClose);
      act();
    };
    const lose = (reason: string): void => settle(() => reject(new ConnectionLost(reason)));
    // When a connection is dropped the driver never settles the statements that wait for an answer.
    const onClose = (): void => lose("the connection to MySQL was dropped");
    const onLate = (): void => {
      lose(`MySQL gave no answer within ${limitMs} ms`);
      drop(connection);
    };
    const timer = limitMs === undefined ? undefined : setTimeout(onLate, limitMs);
    socket.once("close", onClose);
    asked.then(
      (answer) => settle(() => resolve(answer)),
      (error: Error) => settle(() => reject(error)),
    );
  });
}

/** The socket of a connection, which the types of the driver lack. */
const socketOf = (connection: Connection): Socket =>
  (connection as Connection & { readonly stream: Socket }).stream;

const NAME = /:([a-zA-Z]\w*)/g;

/**
 * Replaces `:name` by `?`. A missing value throws an error, because the driver would write NULL for
 * it.
 */
function positional(sql: string, values: SqlValues): { sql: string; values: unknown[] } {
  if (isList(values)) return { sql, values: values.map(given) };
  const found: unknown[] = [];
  const withPlaces = sql.replace(NAME, (_, name: string) => {
    found.push(given(values[name]));
    return "?";
  });
  return { sql: withPlaces, values: found };
}

const isList = (values: SqlValues): values is readonly unknown[] => Array.isArray(values);

function given(value: unknown): unknown {
  if (value === undefined) throw new Error("a value of a statement is missing");
  return value;
}
