// The time limit of a statement. It is short for commands; a caller with slow statements uses
// `patient()`. A connection whose answer did not come in time is never used again.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createServer } from "node:net";
import { ConnectionError } from "sequelize";
import { openTestDatabase, type TestDatabase } from "../../testing/kit/test-database.js";
import { createDatabase, type Database, type Tx } from "./database.js";
import { walletModel } from "./models/wallet.js";
import { isDuplicate } from "./sql-errors.js";

const BUSY = { name: "AppError", code: "SERVER_BUSY" };
/** Enough for a statement that is not slow, also on a machine that is. */
const STATEMENT_MS = 3000;
const SLOW = "SELECT SLEEP(6) AS slept";

describe("the time of a statement", () => {
  let opened: TestDatabase;
  let db: Database;
  const others: Database[] = [];

  function another(): Database {
    const other = createDatabase(opened.url);
    others.push(other);
    return other;
  }

  beforeAll(async () => {
    opened = await openTestDatabase({ isMigrated: false });
    db = createDatabase(opened.url, { poolMax: 1, statementMs: STATEMENT_MS });
    await db.write("CREATE TABLE numbers (n INT PRIMARY KEY)");
  });
  afterAll(async () => {
    for (const other of others) await other.close();
    await db.close();
    await opened.close();
  });

  it("N9 a slow statement is SERVER_BUSY, and the next one gets its own answer", async () => {
    for (let round = 0; round < 3; round++) {
      await expect(db.select(SLOW)).rejects.toMatchObject(BUSY);
      expect(await db.first("SELECT 7 AS seven")).toEqual({ seven: 7 });
    }
  });

  it("N9 a slow statement in a transaction is SERVER_BUSY and rolls it back", async () => {
    const work = db.transaction(async (tx) => {
      await db.write("INSERT INTO numbers VALUES (1)", [], tx);
      await db.select(SLOW, [], tx);
    });
    await expect(work).rejects.toMatchObject(BUSY);
    // The server rolls back when its SLEEP ends; until then the row is locked.
    const found = await db.patient().select("SELECT n FROM numbers WHERE n = 1 FOR UPDATE");
    expect(found).toEqual([]);
  });

  it("N9 a read through a model has the same limit", async () => {
    await db.write(
      "CREATE VIEW wallets AS SELECT 7 AS member_no, SLEEP(6) AS balance, 0 AS authorised",
    );
    await expect(db.find(walletModel(db), {})).rejects.toMatchObject(BUSY);
    expect(await db.first("SELECT 7 AS seven")).toEqual({ seven: 7 });
    const rows = await db.patient().find(walletModel(db), { where: { memberNo: "7" } });
    expect(rows.map(({ memberNo }) => Number(memberNo))).toEqual([7]);
  });

  it("a caller that gets no connection in time gets SERVER_BUSY", async () => {
    const other = createDatabase(opened.url, { poolMax: 1, statementMs: STATEMENT_MS });
    let giveBack = (): void => undefined;
    const lent = other.lend(() => new Promise<void>((resolve) => (giveBack = resolve)));
    await expect(other.select("SELECT 1 AS one")).rejects.toMatchObject(BUSY);
    giveBack();
    await lent;
    expect(await other.select("SELECT 1 AS one")).toEqual([{ one: 1 }]);
    await other.close();
  });

  it("a patient database has no limit, also inside a transaction", async () => {
    expect(await db.patient().first(SLOW)).toEqual({ slept: 0 });
    const slept = await db.patient().transaction((tx) => db.first(SLOW, [], tx));
    expect(slept).toEqual({ slept: 0 });
    await expect(db.select(SLOW)).rejects.toMatchObject(BUSY);
  });

  it("a named or positional parameter without a value is an error, never a NULL", async () => {
    for (const values of [{ n: undefined }, { m: 7 }, [undefined]]) {
      const sql = Array.isArray(values) ? "SELECT ? AS n" : "SELECT :n AS n";
      await expect(db.select(sql, values)).rejects.toThrow("a value of a statement is missing");
    }
    const at = new Date("2026-01-01T00:00:00.123Z");
    expect(await db.first("SELECT :at AS at, :n AS n, :at AS same", { at, n: null })).toEqual({
      ...{ at: "2026-01-01 00:00:00.123", n: null, same: "2026-01-01 00:00:00.123" },
    });
  });

  it("a transaction sees commits made during it, and a snapshot does not", async () => {
    const other = another();
    const countTwice = async (tx: Tx, n: number) => {
      const count = () =>
        db.first<{ rows: string }>("SELECT COUNT(*) AS `rows` FROM numbers", [], tx);
      const before = await count();
      await other.write("INSERT INTO numbers VALUES (?)", [n]);
      return Number((await count())?.rows) - Number(before?.rows);
    };
    expect(await db.transaction((tx) => countTwice(tx, 10))).toBe(1);
    expect(await db.snapshot((tx) => countTwice(tx, 11))).toBe(0);
    expect(await db.transaction((tx) => countTwice(tx, 12))).toBe(1);
  });

  it("a transaction that has ended takes no statement: another caller may have its connection", async () => {
    let ended: Tx | undefined;
    await db.transaction((tx) => Promise.resolve(void (ended = tx)));
    const late = db.write("INSERT INTO numbers VALUES (30)", [], ended);
    await expect(late).rejects.toThrow("is over");
    const meanwhile = db.transaction(async (tx) => {
      await db.write("INSERT INTO numbers VALUES (31)", [], tx);
      await db.write("INSERT INTO numbers VALUES (32)", [], ended);
    });
    await expect(meanwhile).rejects.toThrow("is over");
    expect(await db.select("SELECT n FROM numbers WHERE n IN (30, 31, 32)")).toEqual([]);
  });

  it("a branch that still runs when another one has failed writes nothing", async () => {
    let goOn = (): void => undefined;
    const failed = new Promise<void>((resolve) => (goOn = resolve));
    let branch: Promise<unknown> = Promise.resolve();
    const work = db.transaction((tx) => {
      branch = failed.then(() => db.write("INSERT INTO numbers VALUES (33)", [], tx));
      return Promise.all([branch, Promise.reject(new Error("one branch"))]);
    });
    await expect(work).rejects.toThrow("one branch");
    goOn();
    await expect(branch).rejects.toThrow("is over");
    expect(await db.select("SELECT n FROM numbers WHERE n = 33")).toEqual([]);
  });

  it("the loser of a deadlock runs again, and both commit", async () => {
    const other = another();
    await db.write("INSERT INTO numbers VALUES (20), (21)");
    const bothHaveOne = new Barrier(2);
    let attempts = 0;
    const take = (of: Database, first: number, second: number) =>
      of.transaction(async (tx) => {
        attempts += 1;
        const sql = "UPDATE numbers SET n = n + 100 WHERE n IN (?, ?)";
        await of.write(sql, [first, first + 100], tx);
        await bothHaveOne.reached();
        await of.write(sql, [second, second + 100], tx);
      });
    await Promise.all([take(db, 20, 21), take(other, 21, 20)]);
    expect(attempts).toBeGreaterThan(2);
    expect(await db.select("SELECT n FROM numbers WHERE n IN (20, 21)")).toEqual([]);
  });

  it("an error of the statement itself is thrown unchanged", async () => {
    await db.write("INSERT INTO numbers VALUES (2)");
    const again: unknown = await db.write("INSERT INTO numbers VALUES (2)").catch(asIs);
    expect(isDuplicate(again)).toBe(true);
    await expect(db.select("SELECT wrong FROM numbers")).rejects.not.toMatchObject(BUSY);
  });

  it("the session is in UTC", async () => {
    expect(await db.first("SELECT @@session.time_zone AS zone")).toEqual({ zone: "+00:00" });
  });

  it.each(["refuses connections", "never answers"])(
    "N9 a server that %s is SERVER_BUSY, and the driver's own error for a patient database",
    async (which) => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      const { port } = server.address() as { port: number };
      if (which === "refuses connections") server.close();
      const away = createDatabase(`mysql://u:p@127.0.0.1:${port}/d`, { statementMs: 400 });
      await expect(away.select("SELECT 1")).rejects.toMatchObject(BUSY);
      await expect(away.transaction(() => Promise.resolve())).rejects.toMatchObject(BUSY);
      const patient = away.patient().select("SELECT 1");
      await expect(patient).rejects.toBeInstanceOf(ConnectionError);
      await away.close();
      server.close();
    },
  );
});

/** Lets its callers wait for each other: they go on once `count` of them have reached it. */
class Barrier {
  readonly #open: Promise<void>;
  #missing: number;
  #release = (): void => undefined;

  constructor(count: number) {
    this.#missing = count;
    this.#open = new Promise((resolve) => (this.#release = resolve));
  }

  reached(): Promise<void> {
    this.#missing -= 1;
    if (this.#missing <= 0) this.#release();
    return this.#open;
  }
}

const asIs = (error: unknown): unknown => error;
