import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "../../testing/kit/test-database.js";
import { insertAll } from "./journal/insert-all.js";
import { OwnConnection } from "./own-connection.js";
import { asValues } from "./sql-values.js";

let opened: TestDatabase;
let connection: OwnConnection;

beforeAll(async () => {
  opened = await openTestDatabase({ isMigrated: false });
  connection = await OwnConnection.open(opened.url);
  await connection.write(
    "CREATE TABLE texts (no BIGINT PRIMARY KEY, said TEXT) DEFAULT CHARSET=utf8mb4",
  );
});
afterAll(async () => {
  connection.destroy();
  await opened.close();
});

const TEXTS = [
  ...["", "plain", "it's", "'); DROP TABLE texts; --", '"quoted"', "back\\slash", "\\'", "\\"],
  ...["what? why?", ":name", "%s", "a\nb\tc\r", "\0", "\x1a", "\x7f", "좌석 🎫 é", "\ud800"],
  JSON.stringify({ reason: 'it\'s "so"\n', seats: [1, 2] }),
];

test("N9 every text is stored as it is, whatever it holds", async () => {
  const rows = TEXTS.map((text, no) => [no, text]);
  await insertAll(connection, "INSERT INTO texts (no, said) VALUES ?", rows);
  const stored = await connection.select<{ said: string }>("SELECT said FROM texts ORDER BY no");
  // Half of a surrogate pair is no text; the driver writes it as U+FFFD.
  const expected = TEXTS.map((text) => text.replaceAll("\ud800", "\ufffd"));
  expect(stored.map(({ said }) => said)).toEqual(expected);
});

test("numbers and nothing are stored as they are; no row makes no statement", async () => {
  const rows = [
    [100, null],
    [9_007_199_254_740_991, "large"],
  ];
  await insertAll(connection, "INSERT INTO texts (no, said) VALUES ?", rows);
  await insertAll(connection, "this is no statement", []);
  const stored = await connection.select("SELECT no, said FROM texts WHERE no >= 100 ORDER BY no");
  expect(stored).toEqual([
    { no: "100", said: null },
    { no: "9007199254740991", said: "large" },
  ]);
});

test("what is not a number is refused", () => {
  expect(() => asValues([[Number.NaN]])).toThrow();
  expect(() => asValues([[Infinity]])).toThrow();
});
