/**
 * One step of the schema, in SQL that runs on MySQL and on MariaDB. Each DDL statement commits on
 * its own, so an interrupted step runs again from its start: use `IF NOT EXISTS` and `IF EXISTS`.
 */
export interface Migration {
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}
