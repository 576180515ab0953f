// Checks docs/requirements.md. A row that works must have a test with its id in the title. A row
// that comes later must name its chapter of ROADMAP.md.

import ts from "typescript";
import { eachNode, type SourceFile } from "./source-files.js";

export interface Requirement {
  readonly id: string;
  readonly state: string;
}

/** How many rows each chapter of the list has, so that no row gets lost. */
const ROWS = { A: 11, B: 11, C: 12, D: 6, E: 13, F: 5, G: 10, H: 5, I: 2, N: 10 };
const TEST_CALLS = new Set(["test", "it"]);

/** The ids that the list must have. */
export const ALL_IDS: readonly string[] = Object.entries(ROWS).flatMap(([chapter, rows]) =>
  Array.from({ length: rows }, (_, index) => `${chapter}${String(index + 1)}`),
);

/** The rows of the page: `| C1 | what | what it shows | state |`. */
export function requirementsIn(text: string): Requirement[] {
  return text.split("\n").flatMap((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    const id = cells[1] ?? "";
    return /^[A-Z]\d+$/.test(id) ? [{ id, state: cells.at(-2) ?? "" }] : [];
  });
}

const rootName = (node: ts.Expression): string => {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isCallExpression(node) || ts.isPropertyAccessExpression(node)) {
    return rootName(node.expression);
  }
  return "";
};

const titleText = (node: ts.Expression | undefined): string | undefined => {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.head.text : undefined;
};

/** The titles of the tests of a file, as they are in the code. */
export function testTitles(file: SourceFile): string[] {
  const titles: string[] = [];
  eachNode(file, (node) => {
    if (!ts.isCallExpression(node) || !TEST_CALLS.has(rootName(node.expression))) return;
    const title = titleText(node.arguments[0]);
    if (title !== undefined && node.arguments.length > 1) titles.push(title);
  });
  return titles;
}

const hasId = (titles: readonly string[], id: string): boolean =>
  titles.some((title) => new RegExp(`\\b${id}\\b`).test(title));

/** Rows that are missing, have no state, or lack their test or their chapter. */
export function requirementProblems(
  rows: readonly Requirement[],
  titles: readonly string[],
  chapters: readonly string[],
): string[] {
  const known = new Set(rows.map(({ id }) => id));
  const missing = ALL_IDS.filter((id) => !known.has(id)).map((id) => `${id} is not listed`);
  const unproven = rows.flatMap(({ id, state }) => {
    if (state === "works") return hasId(titles, id) ? [] : [`${id} works, but no test says so`];
    const chapter = /^later: (.+)$/.exec(state)?.[1];
    if (chapter === undefined) return [`${id} has no state`];
    return chapters.includes(chapter) ? [] : [`${id} waits for "${chapter}", not in ROADMAP.md`];
  });
  return [...missing, ...unproven];
}

/** The headings of a page, without the marks of Markdown. */
export const headingsIn = (text: string): string[] =>
  text.split("\n").flatMap((line) => /^#{2,} (.+)$/.exec(line)?.[1] ?? []);
