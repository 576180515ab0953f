// A start in processes of its own, alone or under npm, for tests that kill it in different ways.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { processOf } from "../../tools/processes/process-table.mjs";
import { waitUntil } from "../../tools/processes/wait.js";
import { comesTrueWithin } from "../kit/stopwatch.js";
import type { HeldServices } from "./hold-services.js";

const UP_MS = 120_000;
const ENDED_MS = 120_000;
const RUN = fileURLToPath(new URL("../../tools/run.mjs", import.meta.url));
const HOLD = fileURLToPath(new URL("./hold-services.ts", import.meta.url));

export interface HeldStartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Run it as `npm start`: npm runs a shell, and the shell runs node. */
  readonly isUnderNpm?: boolean;
}

/** Runs `testing/stores/hold-services.ts` with one data folder. */
export class HeldStart {
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  #stdout = "";
  #stderr = "";
  #hasEnded = false;
  #pids: number[] = [];

  private constructor(child: ChildProcess, dataDir: string) {
    this.#child = child;
    this.#dataDir = dataDir;
    child.stdout?.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (this.#stderr += chunk.toString()));
    child.on("exit", () => (this.#hasEnded = true));
  }

  /** Begins a start. */
  static begin(dataDir: string, { env, isUnderNpm }: HeldStartOptions = {}): HeldStart {
    const clean = Object.entries(process.env).filter(([name]) => !/^npm_|_URL$|^NODE_/.test(name));
    const options = {
      env: { ...Object.fromEntries(clean), ...env },
      stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"],
      detached: true,
    };
    const args = [RUN, HOLD, dataDir];
    if (isUnderNpm !== true) {
      return new HeldStart(spawn(process.execPath, args, options), dataDir);
    }
    const home = join(dataDir, "package");
    mkdirSync(home, { recursive: true });
    const start = `${[process.execPath, ...args].map((word) => `'${word}'`).join(" ")} && true`;
    writeFileSync(join(home, "package.json"), JSON.stringify({ scripts: { start } }));
    return new HeldStart(spawn("npm", ["start"], { ...options, cwd: home }), dataDir);
  }

  /** What the start has printed about itself. @throws Error when it is not ready */
  get held(): HeldServices {
    const line = this.#stdout.split("\n").find((one) => one.startsWith("{"));
    if (line === undefined) throw new Error(`It is not ready:\n${this.said()}`);
    return JSON.parse(line) as HeldServices;
  }

  /** Its error output. */
  said(): string {
    return this.#stderr;
  }

  /** Waits until the services are ready. */
  async isUp(): Promise<void> {
    const isReady = () => this.#hasEnded || this.#stdout.includes("}\n");
    await waitUntil(isReady, { timeoutMs: UP_MS });
    this.#pids = [...this.held.chain, this.held.pid, ...this.allPids()];
  }

  /** Waits for its end. @returns its exit code */
  async ended(): Promise<number | null> {
    if (!(await waitUntil(() => this.#hasEnded, { timeoutMs: ENDED_MS }))) {
      throw new Error(`It does not end:\n${this.said()}`);
    }
    return this.#child.exitCode;
  }

  /** Stops it with Ctrl-C. */
  async interrupt(): Promise<void> {
    process.kill(this.held.pid, "SIGINT");
    await this.ended();
  }

  /** The pids of npm, shell, node, both services and the watchdog. */
  allPids(): number[] {
    return [...new Set([...this.#pids, ...this.servicePids(), ...this.#related()])];
  }

  /** The pids of the services, from the record in the data folder. */
  servicePids(): number[] {
    try {
      const record = readFileSync(join(this.#dataDir, "run.json"), "utf8");
      const { services } = JSON.parse(record) as { services: readonly { pid: number }[] };
      return services.map(({ pid }) => pid);
    } catch {
      return [];
    }
  }

  /** The pids of its watchdogs. */
  watchdogPids(): number[] {
    return this.#related(/watchdog\.mjs/);
  }

  /** Whether processes have ended within a time. */
  areGone(pids: readonly number[], withinMs: number): Promise<boolean> {
    return comesTrueWithin(withinMs, () => pids.every((pid) => processOf(pid) === undefined));
  }

  /**
   * Kills all its processes after a test. The watchdog is the last one, because it ends the others.
   */
  async end(): Promise<void> {
    const watchdogs = this.watchdogPids();
    const others = this.allPids().filter((pid) => !watchdogs.includes(pid));
    others.forEach(kill);
    this.#child.kill("SIGKILL");
    await this.areGone([...others, ...watchdogs], ENDED_MS);
    this.allPids().forEach(kill);
  }

  /**
   * Its processes, also those with another parent now: their arguments name the folder or its pid.
   */
  #related(kind = /./): number[] {
    const own = [`${this.#dataDir}/`, `${this.#dataDir} `, `"pid":${this.#child.pid ?? 0},`];
    const node = /"pid":(\d+)/.exec(this.#stdout)?.[1];
    if (node !== undefined) own.push(`"main":{"pid":${node},`);
    const { stdout } = spawnSync("ps", ["-eo", "pid=,args="], { encoding: "utf8" });
    return stdout
      .split("\n")
      .filter((row) => kind.test(row) && own.some((mark) => `${row} `.includes(mark)))
      .map((row) => Number.parseInt(row, 10));
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
