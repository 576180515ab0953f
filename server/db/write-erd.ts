// `node tools/run.mjs server/db/write-erd.ts mysql://…` migrates an empty database and writes
// docs/erd.md from it.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createDatabase } from "./database.js";
import { erdOf } from "./erd.js";
import { migrate } from "./migrate.js";

const PAGE = fileURLToPath(new URL("../../docs/erd.md", import.meta.url));

/**
 * Writes docs/erd.md from an empty database, which it migrates.
 * @throws Error when the URL of the database is missing
 */
export async function main([url]: readonly string[]): Promise<void> {
  if (url === undefined) throw new Error("usage: write-erd.ts mysql://user:password@host:port/db");
  const db = createDatabase(url);
  try {
    await migrate(db);
    writeFileSync(PAGE, await erdOf(db));
  } finally {
    await db.close();
  }
}
