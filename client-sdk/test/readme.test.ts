// README.md names every method, property, event, option and function of the package, each method
// with its codes, and nothing that is not there.

import { expect, test } from "@jest/globals";
import { page } from "../../testing/tidy/source-files.js";
import { RECONNECT_DEFAULT } from "../src/transport/backoff.js";
import { TIMING_DEFAULT } from "../src/transport/link.js";
import { fieldsOf, publicClasses, publicFunctions, type PublicClass } from "./public-surface.js";
import { classProblems, tableProblems } from "./readme.js";

const README = page("client-sdk/README.md") ?? "";
const classes = publicClasses();

const surfaceOf = (name: string): PublicClass | undefined =>
  classes.find((each) => each.name === name);

test("knows the classes of the package", () => {
  expect(classes.map(({ name }) => name).sort()).toEqual([
    ...["Accounts", "BookingSession", "Catalogue", "Hold", "OnsaleClient", "OnsaleError"],
    ...["Rest", "Room", "SeatMap", "WaitingRoom", "Wallet"],
  ]);
  expect(surfaceOf("OnsaleClient")?.events).toContain("paid");
  expect(surfaceOf("OnsaleClient")?.properties).toContain("state");
  expect(surfaceOf("Room")?.methods.get("admitted")).toEqual(["QUEUE_TOKEN_EXPIRED"]);
});

test.each(classes)("README.md names everything public of $name", (shown) => {
  expect(classProblems(README, shown)).toEqual([]);
});

test.each([
  ["Options", "option", "ClientOptions"],
  ["Options", "limit in `timing`", "Timing"],
])("README.md names in %s every %s of %s", (heading, column, type) => {
  expect(fieldsOf(type).length).toBeGreaterThan(3);
  expect(tableProblems(README, { heading, column }, fieldsOf(type))).toEqual([]);
});

test("README.md says which waits and time limits are the default", () => {
  const shape = ({ minMs, maxMs, factor }: typeof RECONNECT_DEFAULT): string =>
    `{ minMs: ${String(minMs)}, maxMs: ${String(maxMs)}, factor: ${String(factor)} }`;
  expect(README).toMatch(new RegExp(`\\| \`reconnect\` .*${shape(RECONNECT_DEFAULT)}`));
  for (const [name, value] of Object.entries(TIMING_DEFAULT)) {
    const text = typeof value === "number" ? String(value) : `\`${shape(TIMING_DEFAULT.retry)}\``;
    expect(README).toMatch(new RegExp(`\\| \`${name}\` +\\| ${text} `));
  }
});

test("README.md names every function, and how to listen to events", () => {
  const table = { heading: "Functions", column: "function" };
  expect(tableProblems(README, table, publicFunctions())).toEqual([]);
  expect(publicFunctions()).toContain("createClient");
  expect(README).toContain("`on(name, listener)`");
});

const rowOf = (name: string): RegExp => new RegExp(`^\\| \`${name}.*\\n`, "m");

test.each([
  ["method", rowOf("release"), "Hold lacks release"],
  ["property", rowOf("remainingMs"), "Hold lacks remainingMs"],
  ["event", rowOf("expiring"), "Hold lacks expiring"],
  ["code", /`PAID_NEEDS_CANCELLATION` /, "Hold.release lacks PAID_NEEDS_CANCELLATION"],
])("finds that a %s is not named", (_, what, problem) => {
  const hold = surfaceOf("Hold");
  if (hold === undefined) throw new Error("there is no Hold");
  expect(classProblems(README.replace(what, ""), hold)).toEqual([problem]);
});

test("finds names that the package does not have, and a section that is missing", () => {
  const hold = { name: "Hold", methods: new Map(), properties: [], events: [] };
  expect(classProblems(README, hold)).toContain("Hold has no pay");
  expect(classProblems(README, { ...hold, name: "Held" })).toEqual(["no section is headed `Held`"]);
});
