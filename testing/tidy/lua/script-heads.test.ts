import { expect, test } from "@jest/globals";
import { isScript, luaName } from "./heads.js";
import { refusalsOf, scriptProblems } from "./script-heads.js";

const HEAD = `#!lua
-- seat/hold: reserve free seats until a deadline.
--
-- KEYS    1 control
-- ARGV    1 generation
-- OK      deadline
-- REFUSE  {"QUEUE_NOT_READY"}
--         {"SEAT_TAKEN", index…} held or sold
-- ASK     {"WRONG_GENERATION", generation}
-- RETRY   safe: the same hold is answered again
--
-- include lib/shard/control
if not place then
  return { 'QUEUE_NOT_READY' }
end
local function refuse(seat)
  return taken and { 'SEAT_TAKEN', seat } or { 'OK' }
end
local record = table.concat({ 'CANCELLED', seat }, ' ')
return refuse(record)
`;
const CONTROL = "if generation ~= ARGV[1] then return { 'WRONG_GENERATION', generation } end\n";

const problemsOf = (script: string): string[] =>
  scriptProblems("seat/hold", (name) => (name === "seat/hold" ? script : CONTROL)).map((problem) =>
    problem.replace("lua/seat/hold.lua ", ""),
  );

test("N9 accepts a script with a complete head", () => {
  expect(problemsOf(HEAD)).toEqual([]);
});

test.each(["KEYS", "ARGV", "OK", "REFUSE", "ASK", "RETRY"])(
  "N9 finds a script without %s",
  (section) => {
    const lines = HEAD.split("\n").filter((line) => !line.startsWith(`-- ${section}`));
    expect(problemsOf(lines.join("\n"))).toContain(`has no ${section}`);
  },
);

test("N9 finds a script without #!lua, and one with the name of another script", () => {
  expect(problemsOf(HEAD.replace("#!lua", "--"))).toContain("does not start with #!lua");
  expect(problemsOf(HEAD.replace("seat/hold:", "seat/held:"))).toEqual([
    'does not say "seat/hold: …"',
  ]);
});

test("N9 finds a refusal that is not in the head, also one of an include", () => {
  expect(problemsOf(HEAD.replace('{"QUEUE_NOT_READY"}', "none"))).toEqual([
    "returns QUEUE_NOT_READY, which its head does not name",
  ]);
  expect(problemsOf(HEAD.replace('{"WRONG_GENERATION", generation}', "none"))).toEqual([
    "returns WRONG_GENERATION, which its head does not name",
  ]);
});

test("N9 finds a refusal in the head that the script never returns", () => {
  expect(
    problemsOf(HEAD.replace('{"QUEUE_NOT_READY"}', '{"QUEUE_NOT_READY"} {"FORBIDDEN"}')),
  ).toEqual(["names FORBIDDEN, which it never returns"]);
});

test("N9 finds a reply word of the wrong class, and one that is not a constant", () => {
  const refuses = HEAD.replace('{"QUEUE_NOT_READY"}', '{"MORE"}').replace(
    "QUEUE_NOT_READY",
    "MORE",
  );
  expect(problemsOf(refuses)).toEqual(["refuses with MORE, which is in no table of codes"]);
  const asks = HEAD.replace('{"WRONG_GENERATION"', '{"FORBIDDEN"} {"WRONG_GENERATION"').replace(
    "QUEUE_NOT_READY' }",
    "FORBIDDEN' }",
  );
  expect(problemsOf(asks)).toContain("asks with FORBIDDEN, which is no word of the server");
  expect(problemsOf(HEAD.replace("{ 'QUEUE_NOT_READY' }", "{ OVER[status] }"))).toContain(
    "returns a word that is not spelled out",
  );
});

test("N9 reads the refusals of a script from its head, without the words for its wrapper", () => {
  expect(refusalsOf(HEAD)).toEqual(["QUEUE_NOT_READY", "SEAT_TAKEN"]);
});

test("N9 distinguishes scripts and includes", () => {
  expect(isScript("lua/seat/hold.lua")).toBe(true);
  expect(isScript("lua/lib/shard/clock.lua")).toBe(false);
  expect(luaName("lua/seat/hold.lua")).toBe("seat/hold");
});
