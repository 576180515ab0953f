import type { OwnConnection } from "../own-connection.js";

/** Inserts rows with one statement that ends in `VALUES ?`; no statement when there is no row. */
export async function insertAll(
  connection: OwnConnection,
  sql: string,
  values: readonly (readonly unknown[])[],
): Promise<void> {
  if (values.length > 0) await connection.write(sql, [values]);
}
