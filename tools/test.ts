// `npm test` runs every tier of tests on real stores and prints one line with the counts at the
// end. A run without tests is a failure. `--repeat N` runs the tiers with stores N times, and
// `--busy` keeps every core of the machine busy meanwhile.
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { guard, type Guard } from "./processes/guard.mjs";
import { listenForStop, type StopRequest } from "./processes/stop-request.js";
import { ensurePrograms } from "./services/programs.js";
import { parseTestArguments } from "./test-run/arguments.js";
import { keepCoresBusy } from "./test-run/busy-cores.js";
import { lineOfRound, summarise, sumUp, type JestReport, type Round } from "./test-run/summary.js";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const JEST = join(ROOT, "node_modules", "jest", "bin", "jest.js");
const MS = 1000;

/**
 * Runs Jest.
 * @returns the exit code: 1 when a test failed or no test ran, 2 for wrong arguments
 */
export async function main(args: readonly string[]): Promise<number> {
  const asked = parseTestArguments(args);
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n`);
    return 2;
  }
  const stopRequest = listenForStop();
  await ensurePrograms(["redis", "database", "chromium"], {
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const folder = mkdtempSync(join(tmpdir(), "onsale-test-"));
  const watch = guard();
  watch.addFolder(folder);
  const run = { watch, stopRequest, folder, jest: asked.jest };
  const stopBusy = asked.isBusy ? keepCoresBusy(watch) : () => Promise.resolve();
  try {
    return await (asked.rounds === undefined ? runOnce(run) : runRounds(run, asked.rounds));
  } finally {
    await stopBusy();
    rmSync(folder, { recursive: true, force: true });
    watch.release();
    stopRequest.close();
  }
}

interface Run {
  readonly watch: Guard;
  readonly stopRequest: StopRequest;
  /** A temporary folder for the reports of Jest. */
  readonly folder: string;
  readonly jest: readonly string[];
}

const print = (lines: readonly string[]): void => {
  process.stdout.write(`${lines.join("\n")}\n`);
};

async function runOnce(run: Run): Promise<number> {
  const { report, exitCode } = await runJest(run);
  const { lines, isGood } = summarise(report);
  print(lines);
  return isGood && exitCode === 0 ? 0 : 1;
}

async function runRounds(run: Run, total: number): Promise<number> {
  const rounds: Round[] = [];
  const stop = { isAsked: false };
  void run.stopRequest.asked.then(() => (stop.isAsked = true));
  while (rounds.length < total && !stop.isAsked) {
    rounds.push(await runJest(run));
    print([lineOfRound(rounds, total)]);
  }
  const { lines, isGood } = sumUp(rounds, total);
  print(lines);
  return isGood ? 0 : 1;
}

async function runJest({ watch, stopRequest, folder, jest }: Run): Promise<Round> {
  const reportFile = join(folder, "report.json");
  rmSync(reportFile, { force: true });
  const startedAt = performance.now();
  const child = startJest(watch, [...jest, "--json", `--outputFile=${reportFile}`]);
  void stopRequest.asked.then((reason) => child.kill(reason === "SIGINT" ? "SIGINT" : "SIGTERM"));
  const exitCode = await exitCodeOf(child);
  const seconds = (performance.now() - startedAt) / MS;
  return { report: readReport(reportFile), exitCode, seconds };
}

/** Starts Jest. Its report goes to `--outputFile`, so only a note about it is left on stdout. */
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
