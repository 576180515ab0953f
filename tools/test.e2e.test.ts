// The command `npm test` itself, over test files of its own.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processOf } from "./processes/process-table.mjs";
import { waitUntil } from "./processes/wait.js";
import { removeFolder, tempFolder } from "../testing/stores/folders.js";

const COMMAND = fileURLToPath(new URL("./test.mjs", import.meta.url));
const GONE_MS = 10_000;

let folder = "";
beforeEach(() => {
  folder = tempFolder("runs");
});
afterEach(() => removeFolder(folder));

const plant = (name: string, text: string) =>
  writeFileSync(join(folder, `${name}.test.js`), `${text}\n`);

function begin(): { child: ChildProcess; outcome: Promise<{ code: number | null; last: string }> } {
  const clean = Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_|JEST_)/.test(name));
  const config = JSON.stringify({ rootDir: folder, transform: {} });
  const child = spawn(process.execPath, [COMMAND, "--config", config], {
    env: Object.fromEntries(clean),
    stdio: ["ignore", "pipe", "ignore"],
  });
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const outcome = once(child, "close").then(() => ({
    code: child.exitCode,
    last: said.trimEnd().split("\n").at(-1) ?? "",
  }));
  return { child, outcome };
}

describe("npm test", () => {
  test("ends with the counts, and 0 when all passed", async () => {
    plant("good", "test('a', () => {}); test('b', () => { console.log('1 failed'); });");
    expect(await begin().outcome).toEqual({ code: 0, last: "2 passed, 0 failed, 0 skipped" });
  });

  test("ends with 1 when a test failed, a file could not run, or nothing ran", async () => {
    plant("bad", "test('a', () => { throw new Error('no'); }); test.skip('b', () => {});");
    plant("broken", "throw new Error('at import');");
    expect(await begin().outcome).toEqual({ code: 1, last: "0 passed, 2 failed, 1 skipped" });
    removeFolder(folder);
    folder = tempFolder("runs");
    expect(await begin().outcome).toEqual({ code: 1, last: "0 passed, 0 failed, 0 skipped" });
  });

  test("leaves no test running after kill -9", async () => {
    const note = JSON.stringify(join(folder, "pid"));
    const write = `require('node:fs').writeFileSync(${note}, String(process.pid));`;
    plant("endless", `test('a', () => { ${write} return new Promise(() => {}); }, 60_000);`);
    const { child, outcome } = begin();
    const pid = () => Number(existsSync(join(folder, "pid")) && readFileSync(join(folder, "pid")));
    expect(await waitUntil(() => pid() > 0, { timeoutMs: 20_000 })).toBe(true);
    child.kill("SIGKILL");
    await outcome;
    const isGone = () => processOf(pid()) === undefined;
    expect(await waitUntil(isGone, { timeoutMs: GONE_MS })).toBe(true);
  });
});
