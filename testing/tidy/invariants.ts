// Checks docs/INVARIANTS.md: each rule names the tests that prove it, as paths in backticks.

const RULES = 11;

/** The ids of the rules that the page must have. */
export const ALL_RULES: readonly string[] = Array.from(
  { length: RULES },
  (_, index) => `I${String(index + 1)}`,
);

/** Rules that are missing, name no test, or name a test that does not exist. */
export function invariantProblems(text: string, exists: (path: string) => boolean): string[] {
  return ALL_RULES.flatMap((id) => {
    const row = text.split("\n").find((line) => new RegExp(`^\\| ${id} +\\|`).test(line));
    if (row === undefined) return [`${id} is not listed`];
    const proofs = [...row.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, path = ""]) => path);
    if (proofs.length === 0) return [`${id} names no test`];
    return proofs.filter((path) => !exists(path)).map((path) => `${id} names ${path}: not there`);
  });
}
