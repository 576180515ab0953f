// The meaning of a statement's error, by its number. Names do not work: mysql2 gives the numbers of
// MariaDB the names of MySQL.
import { ConnectionError } from "sequelize";

const DUPLICATE_ENTRY = 1062;
const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK = 1213;
const CHECK_FAILED_MYSQL = 3819;
const CHECK_FAILED_MARIADB = 4025;
/** Too many connections, shutdown, read-only after a failover, killed by hand or by a timeout. */
const NOT_NOW: ReadonlySet<number> = new Set([
  1040, 1053, 1203, 1290, 1317, 1836, 1927, 1969, 3024, 4031,
]);
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST|ENET|PROTOCOL_)/;

/** The error number of the server, also when Sequelize wrapped the error. */
export function errnoOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("errno" in error && typeof error.errno === "number") return error.errno;
  if ("original" in error && error.original !== error) return errnoOf(error.original);
  return undefined;
}

/** A row with this primary key or another unique key exists already. */
export const isDuplicate = (error: unknown): boolean => errnoOf(error) === DUPLICATE_ENTRY;

/** A deadlock or a lock timeout: the same transaction may succeed when it runs again. */
export function isPassingLock(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === DEADLOCK || errno === LOCK_WAIT_TIMEOUT;
}

/** A CHECK constraint was violated. */
export function isCheckFailure(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === CHECK_FAILED_MYSQL || errno === CHECK_FAILED_MARIADB;
}

/** There was no connection or no answer in time; the statement itself is correct. */
export function isAway(error: unknown): boolean {
  if (error instanceof ConnectionError) return true;
  if (typeof error !== "object" || error === null) return false;
  if ("fatal" in error && error.fatal === true) return true;
  if ("code" in error && typeof error.code === "string" && NETWORK.test(error.code)) return true;
  if ("original" in error && error.original !== error) return isAway(error.original);
  return NOT_NOW.has(errnoOf(error) ?? 0);
}
