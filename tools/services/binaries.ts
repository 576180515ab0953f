import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";

const ALSO = ["/usr/sbin", "/usr/local/sbin"];

/** The path of the first command that exists, on PATH or in the folders of daemons on Debian. */
export function findBinary(
  names: readonly string[],
  path = process.env["PATH"] ?? "",
): string | undefined {
  const folders = [...path.split(delimiter).filter((folder) => folder !== ""), ...ALSO];
  for (const name of names) {
    const places = isAbsolute(name) ? [name] : folders.map((folder) => join(folder, name));
    const found = places.find(isExecutable);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
