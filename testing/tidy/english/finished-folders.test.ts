// Applies the rules of English to the finished folders. The tests beside each rule show what it
// finds.

import { expect, test } from "@jest/globals";
import { isTest, sourceFiles, writtenPages } from "../source-files.js";
import { bannedWords } from "../wording.js";
import { undocumentedExports } from "./doc-sentences.js";
import { isFinished, isPublished } from "./finished-folders.js";

const programs = sourceFiles(".ts").filter(({ path }) => isFinished(path));
const texts = [...sourceFiles(".ts", ".mjs", ".js", ".lua", ".css", ".html", ".md")]
  .concat(writtenPages())
  .filter(({ path }) => isFinished(path));

test("N9 finds files in every finished folder", () => {
  const found = new Set(texts.map(({ path }) => path.split("/")[0]));
  const pages = ["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "ROADMAP.md", "SECURITY.md"];
  const folders = [
    ...["client-sdk", "docs", "load-tests", "lua"],
    ...["server", "testing", "tools", "web"],
  ];
  expect([...found].sort()).toEqual([...pages, ...folders]);
  expect(programs.filter(({ path }) => isPublished(path)).length).toBeGreaterThan(20);
});

test("N9 has a doc sentence for every exported function and class", () => {
  const found = programs.flatMap((file) => undocumentedExports(file, "functions and classes"));
  expect(found).toEqual([]);
});

test("N9 has a doc sentence for every export and method of the published package", () => {
  const published = programs.filter(({ path }) => isPublished(path) && !isTest(path));
  expect(published.flatMap((file) => undocumentedExports(file, "everything exported"))).toEqual([]);
});

test("N9 uses no banned word", () => {
  expect(texts.flatMap(bannedWords)).toEqual([]);
});
