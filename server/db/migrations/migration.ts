/**
 * A statement that is left out when the SELECT in `unless` finds a row: MySQL has no
 * `IF NOT EXISTS` for columns.
 */
export interface ConditionalStatement {
  readonly sql: string;
  readonly unless: string;
}

/**
 * One step of the schema, in SQL that runs on MySQL and on MariaDB. Each DDL statement commits on
 * its own, so an interrupted step runs again from its start: use `IF NOT EXISTS`, `IF EXISTS` and
 * `unless`.
 */
export interface Migration {
  readonly name: string;
  readonly up: readonly (string | ConditionalStatement)[];
  readonly down: readonly (string | ConditionalStatement)[];
}
