// What a statement's failure means, by number: mysql2 names MariaDB's numbers after MySQL's.

const DUPLICATE_ENTRY = 1062;
const LOCK_WAIT_TIMEOUT = 1205;
const DEADLOCK = 1213;
const CHECK_FAILED_MYSQL = 3819;
const CHECK_FAILED_MARIADB = 4025;

/** The number a server gave, also where Sequelize wrapped the error. */
export function errnoOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  if ("errno" in error && typeof error.errno === "number") return error.errno;
  if ("original" in error && error.original !== error) return errnoOf(error.original);
  return undefined;
}

/** The row is there already: of the primary key or of any other unique one. */
export const isDuplicate = (error: unknown): boolean => errnoOf(error) === DUPLICATE_ENTRY;

/** A deadlock or a lock waited for in vain: the same transaction may pass at once. */
export function isPassingLock(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === DEADLOCK || errno === LOCK_WAIT_TIMEOUT;
}

/** A CHECK said no. */
export function isCheckFailure(error: unknown): boolean {
  const errno = errnoOf(error);
  return errno === CHECK_FAILED_MYSQL || errno === CHECK_FAILED_MARIADB;
}
