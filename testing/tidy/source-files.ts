import { readdirSync, readFileSync, existsSync } from "node:fs";
import { join, relative, sep } from "node:path";
import ts from "typescript";

export interface SourceFile {
  /** The path from the root of the repository, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export const ROOT = join(import.meta.dirname, "..", "..");
const CODE_FOLDERS = ["server", "lua", "testing", "client-sdk", "tools", "web", "load-tests"];
const NOT_OURS = new Set(["node_modules", "dist", ".onsale", "coverage"]);

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !NOT_OURS.has(entry.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesUnder(path) : [path];
    });

/** Every file of the code folders whose name ends in one of `endings`. */
export function sourceFiles(...endings: string[]): SourceFile[] {
  return CODE_FOLDERS.map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => filesUnder(folder))
    .filter((path) => endings.some((ending) => path.endsWith(ending)))
    .map((path) => ({
      path: relative(ROOT, path).split(sep).join("/"),
      text: readFileSync(path, "utf8"),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The Markdown pages in the root and in docs/. */
export function writtenPages(): SourceFile[] {
  const atRoot = readdirSync(ROOT).map((name) => join(ROOT, name));
  const docs = existsSync(join(ROOT, "docs")) ? filesUnder(join(ROOT, "docs")) : [];
  return [...atRoot, ...docs]
    .filter((path) => path.endsWith(".md"))
    .map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, "utf8") }));
}

/** The text of a page of the repository; undefined when there is none. */
export function page(path: string): string | undefined {
  const full = join(ROOT, path);
  return existsSync(full) ? readFileSync(full, "utf8") : undefined;
}

const parsed = new Map<string, ts.SourceFile>();

/** The syntax tree of a file. Each text is parsed once. */
export function syntaxOf(file: SourceFile): ts.SourceFile {
  const key = `${file.path}\n${file.text}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
  parsed.set(key, tree);
  return tree;
}

/** Calls `visit` with every node of the file, parents first. */
export function eachNode(file: SourceFile, visit: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visit(node);
    ts.forEachChild(node, walk);
  };
  walk(syntaxOf(file));
}

/** The place of a node as `path:line`, which editors can open. */
export function placeOf(file: SourceFile, node: ts.Node): string {
  const tree = syntaxOf(file);
  const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  return `${file.path}:${String(line)}`;
}

/** Whether a file is a test or part of the test kit. */
export const isTest = (path: string): boolean =>
  /\.test(-d)?\.ts$/.test(path) || /(^|\/)(test|testing)\//.test(path);
