import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of one's own, as short as can be: a socket's path has a limit. */
export function tempFolder(kind: string): string {
  return mkdtempSync(join(tmpdir(), `onsale-${kind}-`));
}

/** A process that is just ending may still write there: tried a few times. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
