import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Makes a temporary folder. Its path is short, because the path of a socket has a limit. */
export function tempFolder(kind: string): string {
  return mkdtempSync(join(tmpdir(), `onsale-${kind}-`));
}

/** Removes a folder. It tries several times, because a process that ends may still write to it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
