// The folders with finished English: every exported function and class has a doc sentence, and no
// banned word is used. Add a folder when this is true for it; never remove one.

/** Beginnings of paths, from the root of the repository. */
const FINISHED = [
  ...["client-sdk/", "docs/", "load-tests/", "lua/", "server/", "testing/", "tools/", "web/"],
  ...["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "ROADMAP.md", "SECURITY.md"],
];

/** The sources of the package that users install. */
const PUBLISHED = ["client-sdk/index.ts", "client-sdk/protocol/", "client-sdk/src/"];

const isUnder = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => path.startsWith(folder));

/** Whether the rules of English hold for a file. */
export const isFinished = (path: string): boolean => isUnder(FINISHED, path);

/** Whether a file is part of the published package, where every export is documented. */
export const isPublished = (path: string): boolean => isUnder(PUBLISHED, path);
