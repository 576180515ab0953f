// No statement of the doors waits for ever: a server that is stopped, or cut off, says nothing at
// all. Whoever may take long, an audit or a migration, says so.
import { AsyncLocalStorage } from "node:async_hooks";
import { isAway } from "./sql-errors.js";

type Done = (error: Error | null, result?: unknown) => void;
type Send = (statement: unknown, done: Done) => unknown;

/** What is used of a connection of the driver. */
interface RawConnection {
  query: Send;
  readonly stream: { destroy(): unknown };
  destroy(): void;
}

const patient = new AsyncLocalStorage<true>();

/** Runs `work` without a limit; its errors stay those of the driver. */
export const patiently = <T>(work: () => Promise<T>): Promise<T> => patient.run(true, work);

export const isPatient = (): boolean => patient.getStore() === true;

class StatementTimeout extends Error {
  readonly code = "PROTOCOL_SEQUENCE_TIMEOUT";
  readonly fatal = true;
}

/** At once and for good: an answer that comes late must not be taken for that of the next. */
function drop(connection: RawConnection): void {
  connection.destroy();
  connection.stream.destroy();
}

/**
 * Sets up a connection that was just opened: its session, and from then on a limit for each
 * statement, after which the connection is gone. A connection that cannot be set up is dropped.
 */
export async function setUp(
  given: unknown,
  { session, limitMs }: { readonly session: string; readonly limitMs: number },
): Promise<void> {
  const connection = given as RawConnection;
  const send: Send = connection.query.bind(connection);
  const limited: Send = (statement, done) => {
    let isDone = false;
    const once: Done = (error, result) => {
      clearTimeout(timer);
      if (isDone) return;
      isDone = true;
      done(error, result);
    };
    const timer = setTimeout(() => {
      drop(connection);
      once(new StatementTimeout(`MySQL gave no answer within ${limitMs} ms`));
    }, limitMs);
    return send(statement, once);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      limited(session, (error) => (error === null ? resolve() : reject(error)));
    });
  } catch (error) {
    drop(connection);
    throw error;
  }
  connection.query = (statement, done) =>
    (isPatient() ? send : limited)(statement, isRollback(statement) ? undoneAnyway(done) : done);
}

const isRollback = (statement: unknown): boolean =>
  (statement as { readonly sql?: string }).sql?.startsWith("ROLLBACK") ?? false;

/** Without its connection the server undoes a transaction by itself. */
const undoneAnyway =
  (done: Done): Done =>
  (error, result) => {
    if (isAway(error)) done(null, {});
    else done(error, result);
  };
