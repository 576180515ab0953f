// One statement over one connection of the driver, with its limit. A server that is stopped, or cut
// off, says nothing at all: then the connection is dropped, so that an answer that comes late is
// never taken for that of the next statement.
import type { Socket } from "node:net";
import type { Connection } from "mysql2";

/** Positional for `?`, by name for `:name`; an array of arrays fills `VALUES ?`. */
export type SqlValues = readonly unknown[] | Readonly<Record<string, unknown>>;

export interface Statement {
  readonly sql: string;
  readonly values?: SqlValues;
}

/** How long an answer may take, in ms; undefined: as long as it takes. */
export type LimitMs = number | undefined;

/** Statements go over one connection; the driver has its own word for one that was lost. */
class ConnectionLost extends Error {
  readonly code = "PROTOCOL_CONNECTION_LOST";
  readonly fatal = true;
}

/** Of both kinds of connection: large numbers are text, times are UTC. */
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

/** At once and for good, without a word to the server, which undoes what was open. */
export function drop(connection: Connection): void {
  connection.destroy();
  socketOf(connection).destroy();
}

/**
 * Sets up a connection that was just opened: strict, in UTC, READ COMMITTED, and `more`. One that
 * cannot be set up is dropped.
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
 * The rows of a SELECT, or the header of any other statement.
 * @throws the driver's error; without an answer within the limit the connection is dropped
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

/** What is asked over a connection, within its limit: also where the driver is not asked by us. */
export function within<T>(connection: Connection, limitMs: LimitMs, asked: Promise<T>): Promise<T> {
  const socket = socketOf(connection);
  return new Promise((resolve, reject) => {
    const settle = (act: () => void): void => {
      clearTimeout(timer);
      socket.off("close", onClose);
      act();
    };
    const lose = (reason: string): void => settle(() => reject(new ConnectionLost(reason)));
    // The driver forgets who waits for an answer when its connection is dropped.
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

/** The driver's types leave the socket out. */
const socketOf = (connection: Connection): Socket =>
  (connection as Connection & { readonly stream: Socket }).stream;

const NAME = /:([a-zA-Z]\w*)/g;

/** Names become places, each with a value: the driver would write NULL for one that has none. */
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
