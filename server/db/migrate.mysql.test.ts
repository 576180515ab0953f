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

  /** Makes a database as version 3 left it, with a shard at entry 7. */
  async function beforeProjection(db: Database): Promise<void> {
    await agreeOnShards(db, 1);
    await db.write("UPDATE shards SET n = 7");
    await db.write("ALTER TABLE shards DROP COLUMN projected_n");
    await db.write("DELETE FROM migrations WHERE name = '004-projected'");
  }
  const cursors = (db: Database) => db.select("SELECT n, projected_n FROM shards ORDER BY id");

  test("G6 an older database has projected what is durable; a new shard starts at 0", async () => {
    opened = await openTestDatabase();
    await beforeProjection(opened.db);
    await migrate(opened.db);
    await opened.db.write("INSERT INTO shards (id, epoch) VALUES (1, 1)");
    const expected = [
      { n: "7", projected_n: "7" },
      { n: "0", projected_n: "0" },
    ];
    expect(await cursors(opened.db)).toEqual(expected);
  });

  test("a migration that was interrupted after its first statement runs again", async () => {
    opened = await openTestDatabase();
    await beforeProjection(opened.db);
    await opened.db.write("ALTER TABLE shards ADD COLUMN projected_n BIGINT NULL AFTER n");
    await migrate(opened.db);
    expect(await cursors(opened.db)).toEqual([{ n: "7", projected_n: "7" }]);
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
