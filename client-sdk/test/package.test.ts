// What users install: the README, the error table and the licence ship with the built files.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { renderErrorPage } from "../../testing/tidy/pages/error-page.js";
import { page, ROOT } from "../../testing/tidy/source-files.js";

const SDK = join(ROOT, "client-sdk");

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** The files of the package; `dist` is among them once it is built. */
async function packedFiles(): Promise<string[]> {
  const args = ["pack", "--dry-run", "--json", "--offline", "--ignore-scripts"];
  const { stdout } = await promisify(execFile)("npm", args, { cwd: SDK });
  const [packed] = JSON.parse(stdout) as Packed[];
  return packed?.files.map(({ path }) => path) ?? [];
}

test("the package holds README, error table and licence, and nothing unbuilt", async () => {
  const files = (await packedFiles()).filter((path) => !path.startsWith("dist/"));
  expect(files.sort()).toEqual(["ERRORS.md", "LICENSE", "README.md", "package.json"]);
});

test("the error table of the package is that of the repository", () => {
  expect(page("client-sdk/ERRORS.md")).toBe(renderErrorPage());
});

test("the licence of the package is that of the repository", () => {
  expect(page("client-sdk/LICENSE")).toBe(page("LICENSE"));
});
