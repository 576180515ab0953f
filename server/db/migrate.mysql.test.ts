import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "../../testing/kit/test-database.js";
import { createDatabase, type Database } from "./database.js";
import { erdOf } from "./erd.js";
import { migrate, unmigrate } from "./migrate.js";
import { agreeOnShards } from "./repositories/settings.js";

let opened: TestDatabase;
afterEach(() => opened.close());

async function schema(db: Database): Promise<string[]> {
  const tables = await db.select<Record<string, string>>("SHOW TABLES");
  const names = tables.map((row) => Object.values(row)[0] ?? "").sort();
  const created: string[] = [];
  for (const name of names) {
    const row = await db.first<Record<string, string>>(`SHOW CREATE TABLE \`${name}\``);
    created.push((row?.["Create Table"] ?? "").replace(/ AUTO_INCREMENT=\d+/, ""));
  }
  return created;
}

describe("migrations", () => {
  test("give one schema, also when several nodes start at once and after a rollback", async () => {
    opened = await openTestDatabase({ isMigrated: false });
    const other = createDatabase(opened.url);
    await Promise.all([migrate(opened.db), migrate(other), migrate(other)]);
    await other.close();
    const first = await schema(opened.db);
    expect(first.length).toBeGreaterThan(10);
    await unmigrate(opened.db);
    expect(await schema(opened.db)).toHaveLength(1);
    await migrate(opened.db);
    expect(await schema(opened.db)).toEqual(first);
  });

  test("docs/erd.md shows the schema", async () => {
    opened = await openTestDatabase();
    const page = readFileSync(new URL("../../docs/erd.md", import.meta.url), "utf8");
    expect(page).toBe(await erdOf(opened.db));
  });
});

describe("the number of shards", () => {
  test("is decided by the first start, and another number refuses to start", async () => {
    opened = await openTestDatabase();
    await agreeOnShards(opened.db, 4);
    await agreeOnShards(opened.db, 4);
    expect(await opened.db.select("SELECT id FROM shards ORDER BY id")).toEqual(
      [0, 1, 2, 3].map((id) => ({ id })),
    );
    await expect(agreeOnShards(opened.db, 8)).rejects.toThrow(/made with 4/);
    expect(await opened.db.select("SELECT id FROM shards")).toHaveLength(4);
  });
});
