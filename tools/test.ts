// Every tier of tests over real stores, and one line that says how it went. A run in which nothing
// ran is a failure.
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { guard, type Guard } from "./processes/guard.mjs";
import { ensurePrograms } from "./services/programs.js";
import { whenToldToStop } from "./processes/told-to-stop.js";
import { summarise, type JestReport } from "./summary.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const JEST = join(ROOT, "node_modules", "jest", "bin", "jest.js");

/** Runs Jest with these arguments; 1 when a test failed, or none ran. */
export async function main(args: readonly string[]): Promise<number> {
  const stopWatch = whenToldToStop();
  await ensurePrograms(["redis", "database", "chromium"], {
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const folder = mkdtempSync(join(tmpdir(), "onsale-test-"));
  const watch = guard();
  watch.addFolder(folder);
  const reportFile = join(folder, "report.json");
  try {
    const child = startJest(watch, [...args, "--json", `--outputFile=${reportFile}`]);
    void stopWatch.told.then((reason) => child.kill(reason === "SIGINT" ? "SIGINT" : "SIGTERM"));
    const code = await exitCodeOf(child);
    const { lines, isGood } = summarise(readReport(reportFile));
    process.stdout.write(`${lines.join("\n")}\n`);
    return isGood && code === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
    watch.release();
    stopWatch.close();
  }
}

/** With --outputFile the report goes there; what is left on stdout is a note about it. */
function startJest(watch: Guard, args: readonly string[]): ChildProcess {
  return watch.spawn(process.execPath, ["--experimental-vm-modules", JEST, ...args], {
    cwd: ROOT,
    stdio: ["inherit", "ignore", "inherit"],
  });
}

function exitCodeOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
}

function readReport(file: string): JestReport | undefined {
  if (!existsSync(file)) return undefined;
  return JSON.parse(readFileSync(file, "utf8")) as JestReport;
}
