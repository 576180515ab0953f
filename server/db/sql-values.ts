// The text of `VALUES` for many rows. The driver can do it, but it walks every value through a
// dozen checks and escapes each quote of a JSON text: written like this, the projection of an
// entry costs the node half as much. Only plain text goes in as it is; anything else is escaped by
// the driver.
import { escape, raw } from "mysql2";

/** What a column of a row may hold; null is NULL. */
export type SqlValue = string | number | null;

/** A quote, a backslash or a control character; other text means itself inside single quotes. */
const SPECIAL = /['\\]|[^ -\uffff]/;

function valueText(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return SPECIAL.test(value) ? escape(value) : `'${value}'`;
  if (!Number.isFinite(value)) throw new Error(`not a number for SQL: ${value}`);
  return String(value);
}

/**
 * A value of a statement that stands for `VALUES ?`: the rows as `(1,'a'),(2,'b')`. It is no part
 * of the statement's own text, which the driver searches for `?` character by character.
 * @throws Error for NaN and infinite numbers
 */
export function asValues(rows: readonly (readonly SqlValue[])[]): object {
  let text = "";
  for (const row of rows) {
    text += text === "" ? "(" : "),(";
    for (let at = 0; at < row.length; at++) {
      if (at > 0) text += ",";
      text += valueText(row[at] ?? null);
    }
  }
  return raw(`${text})`);
}
