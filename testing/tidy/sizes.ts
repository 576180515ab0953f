// Limits for files, lines, functions and folders, because small units are easy to read. A limit may
// be lowered, but never raised.

import { posix } from "node:path";
import ts from "typescript";
import { eachNode, placeOf, syntaxOf, type SourceFile } from "./source-files.js";

const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 400;
const LUA_LINES_MAX = 120;
const COLUMNS_MAX = 100;
const PARAMETERS_MAX = 4;
const FILES_BESIDE_MAX = 20;
/** The title of a test is one string, so its line may be wider. */
const TEST_TITLE = /^\s*(it|test|describe)\(["'`]/;

const linesOf = (text: string): string[] => text.replace(/\n$/, "").split("\n");

/** Lines that are too wide. */
export const wideLines = ({ path, text }: SourceFile): string[] =>
  linesOf(text).flatMap((line, index) =>
    [...line].length > COLUMNS_MAX && !TEST_TITLE.test(line)
      ? [`${path}:${String(index + 1)} is too wide`]
      : [],
  );

/** Files and lines of any language that are too long. */
export function longFilesAndLines(file: SourceFile): string[] {
  const lines = linesOf(file.text);
  const max = file.path.endsWith(".lua") ? LUA_LINES_MAX : FILE_LINES_MAX;
  const found = wideLines(file);
  if (lines.length > max) found.unshift(`${file.path} has ${String(lines.length)} lines`);
  return found;
}

const calleeName = (call: ts.CallExpression): string => {
  let callee: ts.Expression = call.expression;
  while (ts.isCallExpression(callee) || ts.isPropertyAccessExpression(callee)) {
    callee = callee.expression;
  }
  return ts.isIdentifier(callee) ? callee.text : "";
};

/** Whether a function is a describe block: its tests are measured one by one instead. */
const isDescribeBlock = (node: ts.Node): boolean =>
  ts.isCallExpression(node.parent) && calleeName(node.parent) === "describe";

/** Functions with too many lines or parameters. */
export function longFunctions(file: SourceFile): string[] {
  const tree = syntaxOf(file);
  const found: string[] = [];
  eachNode(file, (node) => {
    if (!ts.isFunctionLike(node) || !("body" in node) || isDescribeBlock(node)) return;
    const first = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line;
    const lines = tree.getLineAndCharacterOfPosition(node.end).line - first + 1;
    const place = placeOf(file, node);
    if (lines > FUNCTION_LINES_MAX) found.push(`${place} is a function of ${String(lines)} lines`);
    const parameters = node.parameters.length;
    if (parameters > PARAMETERS_MAX) found.push(`${place} takes ${String(parameters)} parameters`);
  });
  return found;
}

/** Folders with too many files. A subfolder counts separately. */
export function crowdedFolders(files: readonly SourceFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { path } of files) {
    const folder = posix.dirname(path);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > FILES_BESIDE_MAX)
    .map(([folder, count]) => `${folder} has ${String(count)} files beside each other`);
}
