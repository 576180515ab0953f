// Tests with a small checkout and a fake npm that only records its calls.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processOf } from "./processes/process-table.mjs";
import { waitUntil } from "./processes/wait.js";
import { removeFolder, tempFolder } from "../testing/stores/folders.js";

const TOOLS = fileURLToPath(new URL("./", import.meta.url));
const TSX = fileURLToPath(new URL("../node_modules/tsx", import.meta.url));
/** The files that run before packages are installed. */
const PLAIN_FILES = [
  "install.mjs",
  "run.mjs",
  ...["guard", "process-table", "watchdog"].map((name) => `processes/${name}.mjs`),
];
const GONE_MS = 10_000;

let root = "";
const inside = (...path: string[]) => join(root, ...path);

beforeEach(() => {
  root = tempFolder("install");
  for (const folder of ["tools/processes", "bin"]) mkdirSync(inside(folder), { recursive: true });
  for (const file of PLAIN_FILES) copyFileSync(join(TOOLS, file), inside("tools", file));
  writeFileSync(inside("package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(
    inside("hello.ts"),
    "export async function main(args: readonly string[]): Promise<number> {\n" +
      "  console.log(`hello ${args.join(' ')}`);\n  return args.length;\n}\n",
  );
  plantLock("1.0.0");
  plantNpm(0);
});
afterEach(() => removeFolder(root));

function plantLock(version: string): void {
  const packages = { "": {}, "node_modules/thing": { version } };
  writeFileSync(inside("package-lock.json"), JSON.stringify({ packages }));
}

function plantNpm(exitCode: number, meanwhile = ":"): void {
  const script = [
    "#!/bin/sh",
    `echo "$*" >> '${inside("calls")}'`,
    meanwhile,
    `mkdir -p '${inside("node_modules")}'`,
    `ln -sfn '${TSX}' '${inside("node_modules", "tsx")}'`,
    `exit ${exitCode}`,
  ];
  writeFileSync(inside("bin", "npm"), `${script.join("\n")}\n`, { mode: 0o755 });
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: string[]): Promise<Outcome> {
  return begin(args).outcome;
}

function begin(args: readonly string[]): { child: ChildProcess; outcome: Promise<Outcome> } {
  const path = `${inside("bin")}:${process.env["PATH"] ?? ""}`;
  const clean = Object.entries(process.env).filter(([name]) => !/^npm_|^NODE_/.test(name));
  const options = { cwd: root, env: { ...Object.fromEntries(clean), PATH: path } };
  const command = [inside("tools", "run.mjs"), "hello.ts", ...args];
  const child = spawn(process.execPath, command, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const outcome = once(child, "close").then(() => ({ code: child.exitCode, ...output }));
  return { child, outcome };
}

const calls = () =>
  existsSync(inside("calls")) ? readFileSync(inside("calls"), "utf8").trim().split("\n") : [];

describe("a command on a fresh checkout", () => {
  test("installs the packages of the lock file, also for development, then runs", async () => {
    const { code, stdout } = await run("a", "b");
    expect(calls()).toEqual(["ci --include=dev --no-audit --no-fund --loglevel=error"]);
    expect(stdout).toBe("hello a b\n");
    expect(code).toBe(2);
  });

  test("installs again only when the lock file changed or packages are missing", async () => {
    await run();
    await run();
    expect(calls().length).toBe(1);
    plantLock("2.0.0");
    await run();
    expect(calls().length).toBe(2);
    rmSync(inside("node_modules"), { recursive: true });
    await run();
    expect(calls().length).toBe(3);
  });

  test("accepts an installation that the user has made, if it matches the lock file", async () => {
    await run();
    plantLock("2.0.0");
    copyFileSync(inside("package-lock.json"), inside("node_modules", ".package-lock.json"));
    expect((await run()).stdout).toBe("hello \n");
    expect(calls().length).toBe(1);
  });

  test("installs once when two commands start at the same time", async () => {
    const outcomes = await Promise.all([run(), run()]);
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(["hello \n", "hello \n"]);
    expect(calls().length).toBe(1);
  });

  test("prints a message and exits with 1 when npm fails, and tries again next time", async () => {
    plantNpm(1);
    const { code, stderr } = await run();
    expect(code).toBe(1);
    expect(stderr).toContain("npm ci failed");
    expect(stderr).not.toMatch(/^\s+at /m);
    plantNpm(0);
    expect((await run()).code).toBe(0);
    expect(calls().length).toBe(2);
  });

  test("kill -9 during the installation ends npm, too", async () => {
    plantNpm(0, `echo $$ > '${inside("npm.pid")}'; exec sleep 60`);
    const { child, outcome } = begin([]);
    const npmPid = () => Number(existsSync(inside("npm.pid")) && readPid());
    const readPid = () => readFileSync(inside("npm.pid"), "utf8").trim();
    expect(await waitUntil(() => npmPid() > 0, { timeoutMs: GONE_MS })).toBe(true);
    child.kill("SIGKILL");
    await outcome;
    const isGone = () => processOf(npmPid()) === undefined;
    expect(await waitUntil(isGone, { timeoutMs: GONE_MS })).toBe(true);
  });
});
