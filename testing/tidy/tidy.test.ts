// The style rules over the whole repository. What each rule catches is shown in
// this folder, beside the rule.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { isErrorCode } from "../../client-sdk/protocol/errors.js";
import { CONFIG_FIELDS } from "../../server/config/config.js";
import { environmentReads, wrongDirections } from "./directions.js";
import { renderEnvExample } from "./pages/env-example.js";
import { codesUsed } from "./error-codes.js";
import { renderErrorPage } from "./pages/error-page.js";
import { invariantProblems } from "./invariants.js";
import { headerProblems, isScript, refusalsOf } from "./lua-headers.js";
import { headingsIn, requirementProblems, requirementsIn, testTitles } from "./requirements.js";
import { crowdedFolders, longFilesAndLines, longFunctions } from "./sizes.js";
import { isTest, page, ROOT, sourceFiles, writtenPages } from "./source-files.js";
import { badFileName, forbiddenWords, looseTypes } from "./wording.js";

const REWRITE = "run `node tools/run.mjs testing/tidy/pages/write-pages.ts`";
const everything = sourceFiles(".ts", ".mjs", ".js", ".lua", ".sql", ".css", ".html");
const typescript = everything.filter(({ path }) => path.endsWith(".ts"));
const programs = everything.filter(({ path }) => /\.(ts|mjs|js)$/.test(path));
const scripts = everything.filter(({ path }) => isScript(path));

test("N9 looks at the code of every folder, so that no rule holds for want of files", () => {
  const folders = new Set(typescript.map(({ path }) => path.split("/")[0]));
  expect([...folders]).toEqual(expect.arrayContaining(["client-sdk", "lua", "server", "tools"]));
  expect(scripts.length).toBeGreaterThan(0);
});

test("N9 keeps files, lines, functions and parameter lists short", () => {
  expect(everything.flatMap(longFilesAndLines)).toEqual([]);
  expect(programs.flatMap(longFunctions)).toEqual([]);
});

test("N9 keeps rooms small: at most twenty files beside each other", () => {
  expect(crowdedFolders(everything)).toEqual([]);
});

test("N9 leaves no note to self, no switched-off check and no path of one machine", () => {
  expect([...everything, ...writtenPages()].flatMap(forbiddenWords)).toEqual([]);
});

test("N9 names every file for what is in it", () => {
  expect(everything.flatMap(badFileName)).toEqual([]);
});

test("N9 lets no type be loose and no export nameless", () => {
  expect(typescript.flatMap(looseTypes)).toEqual([]);
});

test("N9 lets dependence run in one direction, and packages stay in their folder", () => {
  expect(typescript.flatMap(wrongDirections)).toEqual([]);
  expect(typescript.flatMap(environmentReads)).toEqual([]);
});

test("N9 gives every Lua script a head that says how it is called", () => {
  expect(scripts.flatMap(headerProblems)).toEqual([]);
});

test("N9 answers no error code that is not in the table", () => {
  const used = typescript
    .filter(({ path }) => !isTest(path))
    .flatMap(codesUsed)
    .concat(
      scripts.flatMap((file) => refusalsOf(file).map((code) => ({ code, place: file.path }))),
    );
  expect(used.filter(({ code }) => !isErrorCode(code))).toEqual([]);
});

test(`N9 explains every error code in docs/ERRORS.md (${REWRITE})`, () => {
  expect(page("docs/ERRORS.md")).toBe(renderErrorPage());
});

test(`N9 lists every setting in .env.example (${REWRITE})`, () => {
  expect(page(".env.example")).toBe(renderEnvExample(CONFIG_FIELDS));
});

test("N4 has a test for every requirement that is said to work", () => {
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
