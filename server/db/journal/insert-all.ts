import type { OwnConnection } from "../own-connection.js";
import { asValues, type SqlValue } from "../sql-values.js";

/** Inserts rows with one statement, whose only `?` is that of `VALUES ?`; none without rows. */
export async function insertAll(
  connection: OwnConnection,
  sql: string,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  if (rows.length > 0) await connection.write(sql, [asValues(rows)]);
}
