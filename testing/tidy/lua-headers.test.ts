import { expect, test } from "@jest/globals";
import { headerProblems, isScript, refusalsOf } from "./lua-headers.js";

const HEAD = `#!lua
-- seat/hold: reserve free seats until a deadline.
--
-- KEYS    1 control  string
-- ARGV    1 generation
-- OK      {"OK", deadline_ms}
-- REFUSE  {"WRONG_GENERATION"}  {"QUEUE_NOT_READY"}
--         {"SEAT_TAKEN", index…}
-- RETRY   safe: the same hold is answered again
--
-- include lib/shard/clock
local x = {"SEAT_NOWHERE"}
`;
const script = (text: string) => ({ path: "lua/seat/hold.lua", text });

test("N9 accepts a script whose head says all it must", () => {
  expect(headerProblems(script(HEAD))).toEqual([]);
});

test.each(["KEYS", "ARGV", "OK", "REFUSE", "RETRY"])("N9 finds a script without %s", (section) => {
  const text = HEAD.split("\n").filter((line) => !line.startsWith(`-- ${section}`));
  expect(headerProblems(script(text.join("\n")))).toEqual([`lua/seat/hold.lua has no ${section}`]);
});

test("N9 finds a script without #!lua, and one that names another", () => {
  expect(headerProblems(script(HEAD.replace("#!lua", "--")))).toEqual([
    "lua/seat/hold.lua does not start with #!lua",
  ]);
  expect(headerProblems(script(HEAD.replace("seat/hold", "seat/held")))).toEqual([
    'lua/seat/hold.lua does not say "seat/hold: …"',
  ]);
});

test("N9 reads the refusals of a script from its head, but for those kept inside", () => {
  expect(refusalsOf(script(HEAD))).toEqual(["QUEUE_NOT_READY", "SEAT_TAKEN"]);
});

test("N9 tells a script from an include", () => {
  expect(isScript("lua/seat/hold.lua")).toBe(true);
  expect(isScript("lua/lib/shard/clock.lua")).toBe(false);
});
