// A database for one test file on the server of the test run. It is migrated, and removed at the
// end.
import { randomBytes } from "node:crypto";
import { createDatabase, type Database } from "../../server/db/database.js";
import { migrate } from "../../server/db/migrate.js";

export interface TestDatabase {
  readonly db: Database;
  readonly url: string;
  close(): Promise<void>;
}

export interface TestDatabaseOptions {
  /** Another server than that of the test run. */
  readonly serverUrl?: string;
  /** Default: true. */
  readonly isMigrated?: boolean;
}

/** Creates a database and connects to it. */
export async function openTestDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const serverUrl = options.serverUrl ?? testDatabaseUrl();
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = createDatabase(serverUrl, { poolMax: 1 });
  const run = (sql: string) => admin.patient().write(sql);
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const db = createDatabase(url.href);
  if (options.isMigrated ?? true) await migrate(db);
  return {
    db,
    url: url.href,
    close: async () => {
      await db.close();
      await run(`DROP DATABASE ${name}`);
      await admin.close();
    },
  };
}

/** The URL of the database server of the test run, which `npm test` starts. */
function testDatabaseUrl(): string {
  const url = process.env["TEST_DATABASE_URL"];
  if (url === undefined) throw new Error("TEST_DATABASE_URL is not set: run through npm test");
  return url;
}
