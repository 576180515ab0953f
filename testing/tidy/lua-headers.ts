// A script is called by its header: what it takes, what it answers, and whether it may be
// asked again. Without the first line Redis lets a script touch keys it did not declare.

import type { SourceFile } from "./source-files.js";

const SECTIONS = ["KEYS", "ARGV", "OK", "REFUSE", "RETRY"];
/** Codes between script and wrapper; lua/README.md says what the wrapper makes of each. */
const INTERNAL_CODES = new Set([
  ...["WRONG_GENERATION", "NO_RECORD", "BEHIND", "REBUILDING", "GAP", "CONFLICT", "MORE"],
]);

/** `lua/<area>/<verb>.lua`, not the includes of lua/lib. */
export const isScript = (path: string): boolean => /^lua\/(?!lib\/)[^/]+\/[^/]+\.lua$/.test(path);

const headerOf = (file: SourceFile): string[] => {
  const lines = file.text.split("\n").slice(1);
  const end = lines.findIndex((line) => !line.startsWith("--"));
  return end < 0 ? lines : lines.slice(0, end);
};

/** What is missing in the head of a script. */
export function headerProblems(file: SourceFile): string[] {
  const name = file.path.slice("lua/".length, -".lua".length);
  const header = headerOf(file);
  const problems: string[] = [];
  if (!/^#!lua( |$)/.test(file.text.split("\n")[0] ?? ""))
    problems.push("does not start with #!lua");
  if (!(header[0] ?? "").startsWith(`-- ${name}: `)) problems.push(`does not say "${name}: …"`);
  for (const section of SECTIONS) {
    if (!header.some((line) => new RegExp(`^-- ${section}( |$)`).test(line))) {
      problems.push(`has no ${section}`);
    }
  }
  return problems.map((problem) => `${file.path} ${problem}`);
}

/** The codes a script says it refuses with, but for those that never leave the server. */
export function refusalsOf(file: SourceFile): string[] {
  const header = headerOf(file);
  const start = header.findIndex((line) => line.startsWith("-- REFUSE"));
  if (start < 0) return [];
  const length = header.slice(start + 1).findIndex((line) => /^-- [A-Z]+( |$)/.test(line));
  const section = header.slice(start, length < 0 ? undefined : start + 1 + length).join("\n");
  const codes = [...section.matchAll(/\{\s*"([A-Z_]+)"/g)].map(([, code = ""]) => code);
  return codes.filter((code) => !INTERNAL_CODES.has(code));
}
