// A statement's time: the doors' is short, whoever may take long says so, and no connection whose
// answer was given up on is used again.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createServer } from "node:net";
import { ConnectionError } from "sequelize";
import { openTestDatabase, type TestDatabase } from "../../testing/kit/test-database.js";
import { createDatabase, type Database } from "./database.js";
import { isDuplicate } from "./sql-errors.js";
import { patiently } from "./statement-limit.js";

const BUSY = { name: "AppError", code: "SERVER_BUSY" };
const SLOW = "SELECT SLEEP(0.8) AS slept";

describe("the time of a statement", () => {
  let opened: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    opened = await openTestDatabase({ isMigrated: false });
    db = createDatabase(opened.url, { poolMax: 1, statementMs: 400 });
    await db.write("CREATE TABLE numbers (n INT PRIMARY KEY)");
  });
  afterAll(async () => {
    await db.close();
    await opened.close();
  });

  it("N9 a slow statement is SERVER_BUSY, and the next one gets its own answer", async () => {
    for (let round = 0; round < 3; round++) {
      await expect(db.select(SLOW)).rejects.toMatchObject(BUSY);
      expect(await db.first("SELECT 7 AS seven")).toEqual({ seven: 7 });
    }
  });

  it("N9 a slow statement of a transaction is SERVER_BUSY and undoes what came before", async () => {
    const work = db.transaction(async (tx) => {
      await db.write("INSERT INTO numbers VALUES (1)", [], tx);
      await db.select(SLOW, [], tx);
    });
    await expect(work).rejects.toMatchObject(BUSY);
    expect(await db.select("SELECT n FROM numbers WHERE n = 1 FOR UPDATE")).toEqual([]);
  });

  it("a caller who waits for a connection in vain is told SERVER_BUSY", async () => {
    const other = createDatabase(opened.url, { poolMax: 1, statementMs: 400 });
    const slow = patiently(() => other.select(SLOW));
    await expect(other.select("SELECT 1 AS one")).rejects.toMatchObject(BUSY);
    await slow;
    await other.close();
  });

  it("whoever is patient is not cut, also inside of a transaction", async () => {
    expect(await patiently(() => db.first(SLOW))).toEqual({ slept: 0 });
    const slept = await patiently(() => db.transaction((tx) => db.first(SLOW, [], tx)));
    expect(slept).toEqual({ slept: 0 });
    await expect(db.select(SLOW)).rejects.toMatchObject(BUSY);
  });

  it("what the server says of the statement stays as it was", async () => {
    await db.write("INSERT INTO numbers VALUES (2)");
    const again: unknown = await db.write("INSERT INTO numbers VALUES (2)").catch(asIs);
    expect(isDuplicate(again)).toBe(true);
    await expect(db.select("SELECT wrong FROM numbers")).rejects.not.toMatchObject(BUSY);
  });

  it("the session is in UTC", async () => {
    expect(await db.first("SELECT @@session.time_zone AS zone")).toEqual({ zone: "+00:00" });
  });

  it.each(["nobody listens", "nobody speaks"])(
    "N9 a server where %s is SERVER_BUSY, and the driver's own error to the patient",
    async (which) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      if (which === "nobody listens") server.close();
      const away = createDatabase(`mysql://u:p@127.0.0.1:${port}/d`, { statementMs: 400 });
      await expect(away.select("SELECT 1")).rejects.toMatchObject(BUSY);
      await expect(away.transaction(() => Promise.resolve())).rejects.toMatchObject(BUSY);
      const patient = patiently(() => away.select("SELECT 1"));
      await expect(patient).rejects.toBeInstanceOf(ConnectionError);
      await away.close();
      server.close();
    },
  );
});

const asIs = (error: unknown): unknown => error;
