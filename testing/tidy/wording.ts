// What may not be written: escape hatches, notes to self, names that say nothing, and words of no
// plain English. The words are put together here, so that this file does not contain them.

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

/** Old-fashioned words, and pronouns that make every member a man. */
export const BANNED_WORDS: readonly string[] = [
  ...["who" + "ever", "no" + "body", "to" + "ld", "a" + "do"],
  ...["h" + "e", "h" + "is", "h" + "im", "h" + "imself"],
];
const BANNED = new RegExp(`\\b(?:${BANNED_WORDS.join("|")})\\b`, "gi");

const EMPTY_NAMES = new Set(
  ["util", "helper", "manager", "data", "info"].flatMap((name) => [name, `${name}s`]),
);
const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

/** Notes to self, switched-off checks and paths of one machine. */
export function forbiddenWords(file: SourceFile): string[] {
  return file.text.split("\n").flatMap((line, index) => {
    const match = FORBIDDEN.exec(line);
    return match === null ? [] : [`${file.path}:${String(index + 1)} says ${match[0]}`];
  });
}

/** Words of no plain English in comments, texts and names, with the line of each. */
export function bannedWords(file: SourceFile): string[] {
  return file.text
    .split("\n")
    .flatMap((line, index) =>
      [...line.matchAll(BANNED)].map(
        ([word]) => `${file.path}:${String(index + 1)} says "${word.toLowerCase()}"`,
      ),
    );
}

/** File names that are not kebab-case, or that name nothing. */
export function badFileName(file: SourceFile): string[] {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  const says = name.split(/[-.]/).some((word) => EMPTY_NAMES.has(word));
  return KEBAB_CASE.test(name) && !says ? [] : [`${file.path} is no name for a file`];
}

/** The type that switches the compiler off, and exports without a name. */
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
