import { describe, expect, test } from "@jest/globals";
import { includeProblems } from "./include-heads.js";

const SCRIPT = `#!lua
-- seat/hold: holds.
local sale_key = KEYS[3]
-- include lib/shard/clock
-- include lib/sale/open
-- include lib/sale/tell
return tell(sale, taken)
`;
const CLOCK = `-- lib/shard/clock (step): the time.
--
-- NEEDS    none
-- GIVES    now
-- REFUSES  none
--
local now = redis.call('TIME')
`;
const OPEN = `-- lib/sale/open (step): an open sale.
--
-- NEEDS    KEYS[1] sale_key now
-- GIVES    sale taken
-- REFUSES  {"SALE_CLOSED"} after the end
--
local sale, taken, last = redis.call('GET', sale_key, KEYS[1]), nil, nil
-- include lib/sale/seats
if sale == 'closed' or now > last then
  return { 'SALE_CLOSED' }
end
`;
const SEATS = `-- lib/sale/seats (step): the seats.
--
-- NEEDS    sale
-- GIVES    taken last
-- REFUSES  none
--
taken, last = sale, sale
`;
const TELL = `-- lib/sale/tell (functions): what is answered.
--
-- NEEDS    now
-- GIVES    tell
-- REFUSES  none
--
local LIMIT, lines = 2, {}

local function tell(sale, taken)
  lines.at = now
  return { 'OK', sale, taken, LIMIT }
end
`;

const FILES: Readonly<Record<string, string>> = {
  "seat/hold": SCRIPT,
  "lib/shard/clock": CLOCK,
  "lib/shard/clock.test": CLOCK.replace("clock", "clock.test"),
  "lib/sale/open": OPEN,
  "lib/sale/seats": SEATS,
  "lib/sale/tell": TELL,
};

/** The problems after a part of one file is replaced. */
const problemsWith = (file = "seat/hold", from = "", to = ""): string[] => {
  const text = FILES[file] ?? "";
  expect(text).toContain(from);
  return includeProblems(new Map(Object.entries({ ...FILES, [file]: text.replace(from, to) })));
};

describe("the head of an include", () => {
  test("N9 is correct when it names all that is read, set and refused, and nothing else", () => {
    expect(problemsWith()).toEqual([]);
  });

  test.each([
    ["a local it reads", "sale_key now", "now", "does not name sale_key in NEEDS"],
    ["a key it reads by its number", "KEYS[1] ", "", "does not name KEYS[1] in NEEDS"],
    ["a local it gives", "sale taken\n", "sale\n", "does not name taken in GIVES"],
    ["a refusal it returns", '{"SALE_CLOSED"}', "none", "does not name SALE_CLOSED in REFUSES"],
    ["a section", "-- REFUSES", "-- ANSWERS", "has no REFUSES"],
  ])("N9 is wrong when it does not name %s", (_, from, to, problem) => {
    expect(problemsWith("lib/sale/open", from, to)).toContain(`lua/lib/sale/open.lua ${problem}`);
  });

  test.each([
    ["a local it does not read", "sale_key now", "sale_key now layout", "layout in NEEDS"],
    ["a local that no includer uses", "sale taken\n", "sale taken last\n", "last in GIVES"],
    ["a refusal it never returns", "after the end", '{"SALE_PAUSED"}', "SALE_PAUSED in REFUSES"],
  ])("N9 is wrong when it names %s", (_, from, to, problem) => {
    expect(problemsWith("lib/sale/open", from, to)).toEqual([
      `lua/lib/sale/open.lua names ${problem} without cause`,
    ]);
  });

  test("N9 names the locals of its includer that it assigns", () => {
    expect(problemsWith("lib/sale/seats", "taken last\n", "taken\n")).toEqual([
      "lua/lib/sale/seats.lua does not name last in GIVES",
    ]);
  });

  test("N9 also names what its own includes read and refuse", () => {
    const reads = problemsWith("lib/sale/seats", "= sale, sale", "= sale, area_key");
    expect(reads).toContain("lua/lib/sale/open.lua does not name area_key in NEEDS");
    const refuses = problemsWith(
      "lib/sale/seats",
      "= sale, sale",
      "= sale if now then return { 'GAP' } end",
    );
    expect(refuses).toContain("lua/lib/sale/open.lua does not name GAP in REFUSES");
  });

  test("N9 names its kind, and an include of functions only declares", () => {
    expect(problemsWith("lib/sale/tell", "(functions)", "(helpers)")).toEqual([
      'lua/lib/sale/tell.lua does not say "lib/sale/tell (functions): …" or ' +
        '"lib/sale/tell (step): …"',
    ]);
    expect(problemsWith("lib/sale/tell", "{}", "{ at = now }")).toEqual([
      "lua/lib/sale/tell.lua calls itself functions and does something where it stands",
    ]);
  });
});

describe("the names of a script with its includes", () => {
  test("N9 finds a local that is not declared", () => {
    expect(problemsWith("seat/hold", "local sale_key = KEYS[3]\n", "")).toEqual([
      "lua/seat/hold.lua has no local sale_key",
    ]);
  });

  test("N9 finds a local that no script reads", () => {
    expect(problemsWith("seat/hold", "KEYS[3]", "KEYS[3] local member = ARGV[2]")).toEqual([
      "lua/seat/hold.lua never reads its member",
    ]);
  });

  test("N9 finds an include that no script uses", () => {
    const files = new Map(Object.entries({ ...FILES, "lib/sale/old": "-- lib/sale/old\n" }));
    expect(includeProblems(files)).toEqual(["lua/lib/sale/old.lua stands in no script"]);
  });
});
