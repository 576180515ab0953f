// Applies the style rules to the whole repository. The tests beside each rule show what it finds.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { isErrorCode } from "../../client-sdk/protocol/errors.js";
import { CONFIG_FIELDS } from "../../server/config/config.js";
import { environmentReads, wrongDirections } from "./directions.js";
import { renderEnvExample } from "./pages/env-example.js";
import { codesUsed } from "./error-codes.js";
import { renderErrorPage } from "./pages/error-page.js";
import { renderLuaPage } from "./pages/lua-page.js";
import { invariantProblems } from "./invariants.js";
import { unnamedResults } from "./lua/commands.js";
import { isScript, luaName } from "./lua/heads.js";
import { includeProblems } from "./lua/include-heads.js";
import { journalProblems } from "./lua/journal-calls.js";
import { refusalsOf, scriptProblems } from "./lua/script-heads.js";
import { headingsIn, requirementProblems, requirementsIn, testTitles } from "./requirements.js";
import { crowdedFolders, longFilesAndLines, longFunctions, wideLines } from "./sizes.js";
import { isTest, page, ROOT, sourceFiles, writtenPages } from "./source-files.js";
import { badFileName, forbiddenWords, looseTypes } from "./wording.js";

const REWRITE = "run `node tools/run.mjs testing/tidy/pages/write-pages.ts`";
const everything = sourceFiles(".ts", ".mjs", ".js", ".lua", ".sql", ".css", ".html");
const typescript = everything.filter(({ path }) => path.endsWith(".ts"));
const programs = everything.filter(({ path }) => /\.(ts|mjs|js)$/.test(path));
const lua = new Map(
  everything
    .filter(({ path }) => path.endsWith(".lua"))
    .map(({ path, text }) => [luaName(path), text]),
);
const scripts = everything.filter(({ path }) => isScript(path));

test("N9 finds code in every folder", () => {
  const folders = new Set(typescript.map(({ path }) => path.split("/")[0]));
  expect([...folders]).toEqual(expect.arrayContaining(["client-sdk", "lua", "server", "tools"]));
  expect(scripts.length).toBeGreaterThan(0);
});

test("N9 keeps files, lines, functions and parameter lists short", () => {
  expect(everything.flatMap(longFilesAndLines)).toEqual([]);
  expect(programs.flatMap(longFunctions)).toEqual([]);
});

test("N9 keeps folders small: at most twenty files", () => {
  expect(crowdedFolders(everything)).toEqual([]);
});

test("N9 has no notes to self, no disabled checks and no paths of one machine", () => {
  expect([...everything, ...writtenPages()].flatMap(forbiddenWords)).toEqual([]);
});

test("N9 gives every file a name that describes its content", () => {
  expect(everything.flatMap(badFileName)).toEqual([]);
});

test("N9 has no loose types and no exports without a name", () => {
  expect(typescript.flatMap(looseTypes)).toEqual([]);
});

test("N9 imports layers in one direction only, and packages only in their folder", () => {
  expect(typescript.flatMap(wrongDirections)).toEqual([]);
  expect(typescript.flatMap(environmentReads)).toEqual([]);
});

test("N9 gives every Lua script a head that documents its call", () => {
  const read = (name: string): string => lua.get(name) ?? "";
  expect(scripts.flatMap(({ path }) => scriptProblems(luaName(path), read))).toEqual([]);
});

test("N9 gives every Lua include a head with what it needs, gives and refuses", () => {
  expect(includeProblems(lua)).toEqual([]);
});

test("N9 has one reader and one writer of the control record, and two writers of hold records", () => {
  const filesWith = (pattern: RegExp): string[] =>
    [...lua].filter(([, text]) => pattern.test(text)).map(([name]) => name);
  expect(filesWith(/'GET',\s+KEYS\[1\]/)).toEqual(["lib/shard/record"]);
  expect(filesWith(/'SET',\s+KEYS\[1\]/)).toEqual(["lib/shard/commit"]);
  expect(filesWith(/'HSET',\s+holds_key/)).toEqual(["lib/hold/make", "lib/hold/put"]);
});

test("N9 writes and restores every entry as the table of the journal declares it", () => {
  expect(journalProblems(lua)).toEqual([]);
});

test("N9 assigns replies of HMGET to names, and never reads them by index", () => {
  const found = [...lua].flatMap(([name, text]) => unnamedResults(`lua/${name}.lua`, text));
  expect(found).toEqual([]);
});

test("N9 uses only error codes of the table", () => {
  const used = typescript
    .filter(({ path }) => !isTest(path))
    .flatMap(codesUsed)
    .concat(
      scripts.flatMap(({ path, text }) => refusalsOf(text).map((code) => ({ code, place: path }))),
    );
  expect(used.filter(({ code }) => !isErrorCode(code))).toEqual([]);
});

test(`N9 explains every error code in docs/ERRORS.md (${REWRITE})`, () => {
  expect(page("docs/ERRORS.md")).toBe(renderErrorPage());
});

test(`N9 lists every setting in .env.example (${REWRITE})`, () => {
  expect(page(".env.example")).toBe(renderEnvExample(CONFIG_FIELDS));
});

test(`N9 lists every entry and every script in lua/README.md (${REWRITE})`, () => {
  const text = page("lua/README.md") ?? "";
  const texts = scripts.map((script) => ({ name: luaName(script.path), text: script.text }));
  expect(text).toBe(renderLuaPage(text, texts));
  expect(wideLines({ path: "lua/README.md", text })).toEqual([]);
});

test("N4 has a test for every requirement that works", () => {
  const titles = typescript.filter(({ path }) => path.endsWith(".test.ts")).flatMap(testTitles);
  const rows = requirementsIn(page("docs/requirements.md") ?? "");
  expect(requirementProblems(rows, titles, headingsIn(page("ROADMAP.md") ?? ""))).toEqual([]);
});

test("N4 names for every invariant a test that proves it", () => {
  const isThere = (path: string) => existsSync(join(ROOT, path));
  expect(invariantProblems(page("docs/INVARIANTS.md") ?? "", isThere)).toEqual([]);
});

test("N9 names in docs/ARCHITECTURE.md only folders that exist, in under 150 lines", () => {
  const text = page("docs/ARCHITECTURE.md") ?? "";
  const named = [...text.matchAll(/`((?:server|lua|client-sdk|tools|docs)\/[a-z/-]*)`/g)];
  const folders = named.map(([, folder = ""]) => folder);
  expect(folders.filter((folder) => !existsSync(join(ROOT, folder)))).toEqual([]);
  expect(folders.length).toBeGreaterThan(0);
  expect(text.split("\n").length).toBeLessThan(150);
});
