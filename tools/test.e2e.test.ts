// Runs the command `npm test` itself, over small test files.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processOf } from "./processes/process-table.mjs";
import { comesTrueWithin } from "../testing/kit/stopwatch.js";
import { until } from "../testing/kit/until.js";
import { removeFolder, tempFolder } from "../testing/stores/folders.js";

const COMMAND = fileURLToPath(new URL("./test.mjs", import.meta.url));
const GONE_MS = 10_000;

let folder = "";
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = tempFolder("runs");
});
afterEach(() => {
  // Also of a test that failed half-way; what a run started ends with it.
  for (const child of children.splice(0)) child.kill("SIGKILL");
  removeFolder(folder);
});

const plant = (name: string, text: string) =>
  writeFileSync(join(folder, `${name}.test.js`), `${text}\n`);

interface Outcome {
  readonly code: number | null;
  readonly last: string;
  readonly lines: readonly string[];
  readonly complaints: string;
}

function begin(...args: string[]): { child: ChildProcess; outcome: Promise<Outcome> } {
  const clean = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|JEST_)/.test(name));
  const config = JSON.stringify({ rootDir: folder, transform: {} });
  const child = spawn(process.execPath, [COMMAND, "--config", config, ...args], {
    env: Object.fromEntries(clean),
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
  const outcome = once(child, "close").then(() => {
    const lines = output.out.trimEnd().split("\n");
    return { code: child.exitCode, last: lines.at(-1) ?? "", lines, complaints: output.err };
  });
  return { child, outcome };
}

describe("npm test", () => {
  test("prints the counts last, and exits with 0 when all tests passed", async () => {
    plant("good", "test('a', () => {}); test('b', () => { console.log('1 failed'); });");
    expect(await begin().outcome).toMatchObject({ code: 0, last: "2 passed, 0 failed, 0 skipped" });
  });

  test("exits with 1 when a test failed, a file could not run, or no test ran", async () => {
    plant("bad", "test('a', () => { throw new Error('no'); }); test.skip('b', () => {});");
    plant("broken", "throw new Error('at import');");
    expect(await begin().outcome).toMatchObject({ code: 1, last: "0 passed, 2 failed, 1 skipped" });
    removeFolder(folder);
    folder = tempFolder("runs");
    expect(await begin().outcome).toMatchObject({ code: 1, last: "0 passed, 0 failed, 0 skipped" });
  });

  test("--repeat N runs the selected tests N times, and sums up", async () => {
    const count = JSON.stringify(join(folder, "count"));
    plant(
      "second",
      `const { appendFileSync, readFileSync } = require("node:fs");
      test("a", () => {});
      test("fails in the second round", () => {
        appendFileSync(${count}, "x");
        if (readFileSync(${count}, "utf8").length === 2) throw new Error("no");
      });`,
    );
    const { code, lines } = await begin("--repeat", "3").outcome;
    expect(code).toBe(1);
    expect(lines.map((line) => line.replace(/ in \d+ s$/, ""))).toEqual([
      "round 1 of 3: 2 passed, 0 failed, 0 skipped",
      "round 2 of 3: 1 passed, 1 failed, 0 skipped",
      "round 3 of 3: 2 passed, 0 failed, 0 skipped",
      "failed in round 2: second.test.js: fails in the second round",
      "5 passed, 1 failed, 0 skipped",
    ]);
  });

  test("--repeat exits with 0 when all tests passed in every round", async () => {
    plant("good", "test('a', () => {});");
    const { code, last } = await begin("--repeat=2").outcome;
    expect([code, last]).toEqual([0, "2 passed, 0 failed, 0 skipped"]);
  });

  test("--repeat without a number prints one sentence, exits with 2, runs nothing", async () => {
    plant("good", "test('a', () => {});");
    const outcomes = await Promise.all(
      [["--repeat", "0"], ["--repeat", "x"], ["--repeat=101"], ["--repeat"]].map(
        (args) => begin(...args).outcome,
      ),
    );
    for (const { code, lines, complaints } of outcomes) {
      expect([code, lines]).toEqual([2, [""]]);
      expect(complaints).toMatch(/^npm test -- --repeat takes a whole number from 1 to 100, .*\n$/);
    }
  });

  /**
   * A test file that waits for the processes that keep the cores busy, and writes down their pids.
   */
  const plantBusy = (then: string) =>
    plant(
      "busy",
      `const { execFileSync } = require("node:child_process");
      const { writeFileSync } = require("node:fs");
      const rowsOf = ["-eo", "pid=,ppid=,time=,args="];
      const table = () => execFileSync("ps", rowsOf, { encoding: "utf8" })
        .trim().split("\\n").map((row) => /(\\d+)\\s+(\\d+)\\s+(\\S+)\\s+(.*)/.exec(row))
        .map(([, pid, ppid, time, args]) => ({ pid: +pid, ppid: +ppid, time, args }));
      test("has busy cores beside it", async () => {
        const rows = table();
        const rowOf = (pid) => rows.find((row) => row.pid === pid);
        let own = rowOf(process.pid);
        while (!own.args.includes("tools/test.mjs")) own = rowOf(own.ppid);
        const burning = () =>
          table().filter(({ ppid, args }) => ppid === own.pid && args.endsWith("burn.mjs"));
        while (!burning().every(({ time }) => !/^[0:]+$/.test(time)))
          await new Promise((resolve) => setTimeout(resolve, 100));
        const pids = burning().map(({ pid }) => pid);
        expect(pids).toHaveLength(require("node:os").availableParallelism());
        writeFileSync(${JSON.stringify(join(folder, "pids"))}, pids.join(" "));
        ${then}
      }, 600_000);`,
    );
  const busyPids = (): readonly number[] => {
    const file = join(folder, "pids");
    return existsSync(file) ? readFileSync(file, "utf8").split(" ").map(Number) : [];
  };
  const areGone = () => busyPids().every((pid) => processOf(pid) === undefined);

  test("--busy keeps every core busy during the whole run, and no longer", async () => {
    plantBusy("");
    const { code, last } = await begin("--busy").outcome;
    expect([code, last]).toEqual([0, "1 passed, 0 failed, 0 skipped"]);
    expect(busyPids().length).toBeGreaterThan(0);
    expect(areGone()).toBe(true);
  });

  test("--busy leaves no core busy after kill -9", async () => {
    plantBusy("await new Promise(() => {});");
    const { child, outcome } = begin("--repeat", "2", "--busy");
    await until(() => busyPids().length > 0, "every core is busy");
    child.kill("SIGKILL");
    await outcome;
    expect(await comesTrueWithin(GONE_MS, areGone)).toBe(true);
  });

  test("leaves no test running after kill -9", async () => {
    const note = JSON.stringify(join(folder, "pid"));
    const write = `require('node:fs').writeFileSync(${note}, String(process.pid));`;
    plant("endless", `test('a', () => { ${write} return new Promise(() => {}); }, 600_000);`);
    const { child, outcome } = begin();
    const pid = () => Number(existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid")));
    await until(() => pid() > 0, "the test runs");
    child.kill("SIGKILL");
    await outcome;
    const isGone = () => processOf(pid()) === undefined;
    expect(await comesTrueWithin(GONE_MS, isGone)).toBe(true);
  });
});
