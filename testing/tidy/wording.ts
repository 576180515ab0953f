// Finds words that must not be used: disabled checks, notes to self, file names without meaning,
// and words that are not plain English. They are put together from parts, so that this file lacks
// them.

import ts from "typescript";
import { eachNode, placeOf, type SourceFile } from "./source-files.js";

const NOTES = ["TO" + "DO", "FIX" + "ME", "X" + "XX"];
const HATCHES = ["eslint-dis" + "able", "@ts-ig" + "nore", "@ts-no" + "check", "@ts-exp" + "ect"];
const MACHINE_PATHS = ["/ho" + "me/", "/wo" + "rk/", "/Us" + "ers/"];
export const FORBIDDEN_WORDS: readonly string[] = [...NOTES, ...HATCHES, ...MACHINE_PATHS];
const FORBIDDEN = new RegExp(
  [`\\b(?:${NOTES.join("|")})\\b`, ...HATCHES, `(?<![\\w.})])(?:${MACHINE_PATHS.join("|")})`].join(
    "|",
  ),
);

/** Old-fashioned words, and pronouns that assume that members are men. */
export const BANNED_WORDS: readonly string[] = [
  ...["who" + "ever", "no" + "body", "to" + "ld", "a" + "do"],
  ...["h" + "e", "h" + "is", "h" + "im", "h" + "imself"],
];
const BANNED = new RegExp(`\\b(?:${BANNED_WORDS.join("|")})\\b`, "gi");

const EMPTY_NAMES = new Set(
  ["util", "helper", "manager", "data", "info"].flatMap((name) => [name, `${name}s`]),
);
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Notes to self, disabled checks and paths of one machine. */
export function forbiddenWords(file: SourceFile): string[] {
  return file.text.split("\n").flatMap((line, index) => {
    const match = FORBIDDEN.exec(line);
    return match === null ? [] : [`${file.path}:${String(index + 1)} says ${match[0]}`];
  });
}

/** Banned words in comments, texts and names, with their lines. */
export function bannedWords(file: SourceFile): string[] {
  return file.text
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(BANNED)].map(
        ([word]) => `${file.path}:${String(index + 1)} says "${word.toLowerCase()}"`,
      ),
    );
}

/** File names that are not kebab-case, or that have no meaning. */
export function badFileName(file: SourceFile): string[] {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const isEmpty = name.split(/[-.]/).some((word) => EMPTY_NAMES.has(word));
  return KEBAB_CASE.test(name) && !isEmpty ? [] : [`${file.path} is not a good file name`];
}

/** The type that disables the compiler, and exports without a name. */
export function looseTypes(file: SourceFile): string[] {
  const found: string[] = [];
  eachNode(file, (node) => {
    if (node.kind === ts.SyntaxKind.AnyKeyword) found.push(`${placeOf(file, node)} uses any`);
    if (ts.isExportAssignment(node) || isDefaultExport(node)) {
      found.push(`${placeOf(file, node)} exports without a name`);
    }
  });
  return found;
}

const isDefaultExport = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
