/**
 * One step of the schema, as SQL of the common subset. DDL commits by itself, so a step that was
 * cut short runs again from its start: write `IF NOT EXISTS` and `IF EXISTS`.
 */
export interface Migration {
  readonly name: string;
  readonly up: readonly string[];
  readonly down: readonly string[];
}
