// `node tools/run.mjs server/db/write-erd.ts mysql://…`: draws docs/erd.md anew from an empty
// database, which it migrates.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createDatabase } from "./database.js";
import { erdOf } from "./erd.js";
import { migrate } from "./migrate.js";

const PAGE = fileURLToPath(new URL("../../docs/erd.md", import.meta.url));

/** @param arguments the database's URL */
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
