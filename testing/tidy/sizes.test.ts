import { expect, test } from "@jest/globals";
import { crowdedFolders, longFilesAndLines, longFunctions } from "./sizes.js";

const file = (path: string, text: string) => ({ path, text });
const body = (lines: number) => "  step();\n".repeat(lines);

test("N9 finds a file, a script and a line that are too long", () => {
  expect(longFilesAndLines(file("a.ts", "x\n".repeat(400)))).toEqual([]);
  expect(longFilesAndLines(file("a.ts", "x\n".repeat(401)))).toEqual(["a.ts has 401 lines"]);
  expect(longFilesAndLines(file("a.lua", "x\n".repeat(121)))).toEqual(["a.lua has 121 lines"]);
  expect(longFilesAndLines(file("a.ts", `x\n${"€".repeat(100)}`))).toEqual([]);
  expect(longFilesAndLines(file("a.ts", `x\n${"€".repeat(101)}`))).toEqual(["a.ts:2 is too wide"]);
});

test("N9 allows a wide title of a test", () => {
  expect(longFilesAndLines(file("a.test.ts", `  it("${"x".repeat(101)}", () => {`))).toEqual([]);
});

test.each([
  ["a function", (lines: number) => `function run() {\n${body(lines)}}`],
  ["an arrow", (lines: number) => `const run = () => {\n${body(lines)}};`],
  ["a method", (lines: number) => `class A { run() {\n${body(lines)}} }`],
  ["a test", (lines: number) => `test("x", () => {\n${body(lines)}});`],
])("N9 finds %s of more than 70 lines", (_, make) => {
  expect(longFunctions(file("a.ts", make(68)))).toEqual([]);
  expect(longFunctions(file("a.ts", make(69)))).toEqual(["a.ts:1 is a function of 71 lines"]);
});

test("N9 allows a long describe block", () => {
  expect(longFunctions(file("a.ts", `describe("x", () => {\n${body(200)}});`))).toEqual([]);
  expect(longFunctions(file("a.ts", `describe.each([1])("x", () => {\n${body(200)}});`))).toEqual(
    [],
  );
});

test("N9 finds a function with more than four parameters", () => {
  expect(longFunctions(file("a.ts", "const f = (a, b, c, d) => a;"))).toEqual([]);
  expect(longFunctions(file("a.ts", "const f = (a, b, c, d, e) => a;"))).toEqual([
    "a.ts:1 takes 5 parameters",
  ]);
});

test("N9 measures JavaScript as it does TypeScript", () => {
  const long = `export function run() {\n${body(69)}}`;
  expect(longFunctions(file("a.mjs", long))).toEqual(["a.mjs:1 is a function of 71 lines"]);
  expect(longFilesAndLines(file("a.mjs", "x\n".repeat(401)))).toEqual(["a.mjs has 401 lines"]);
});

test("N9 finds a folder with more than twenty files", () => {
  const folder = (count: number) =>
    Array.from({ length: count }, (_, index) => file(`server/redis/f${String(index)}.ts`, ""));
  const below = file("server/redis/seat/hold.ts", "");
  expect(crowdedFolders([...folder(20), below])).toEqual([]);
  expect(crowdedFolders([...folder(21), below])).toEqual([
    "server/redis has 21 files beside each other",
  ]);
});
