import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { Guard } from "./guard.mjs";
import { freePort } from "../services/ports.js";
import { SetupError } from "../services/setup-error.js";
import { waitUntil } from "./wait.js";

export interface ServiceSpec {
  /** As the user knows it: `redis-server`, `mariadbd`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Does this very process (its pid is given) answer yet? */
  readonly isReady: (pid: number) => Promise<boolean>;
}

const READY_MS = 60_000;
const STOP_MS = 8_000;
const LOG_TAIL_LINES = 12;
const PORT_ATTEMPTS_MAX = 3;

/** A port that was free a moment ago may be somebody's by now: then another one is taken. */
export async function startOnFreePort(
  serviceAt: (port: number) => ServiceProcess,
): Promise<{ service: ServiceProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const service = serviceAt(port);
    try {
      await service.start();
      return { service, port };
    } catch (error) {
      if (attempt === PORT_ATTEMPTS_MAX || !/address already in use/i.test(String(error)))
        throw error;
    }
  }
}

/** A service of ours: one process at a time, in a session of its own, under a guard. */
export class ServiceProcess {
  readonly #spec: ServiceSpec;
  readonly #guard: Guard;
  #child: ChildProcess | undefined;
  #isExpectedToRun = false;

  /** Called when the process ended and nobody here had asked for it. */
  onLost: (() => void) | undefined;

  constructor(spec: ServiceSpec, guard: Guard) {
    this.#spec = spec;
    this.#guard = guard;
  }

  get name(): string {
    return this.#spec.name;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    return pid;
  }

  get isRunning(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /** @throws SetupError with the end of the log when it does not come up. */
  async start(): Promise<void> {
    if (this.isRunning) return;
    this.#child = this.#spawn();
    this.#isExpectedToRun = true;
    const isUp = await waitUntil(
      async () => !this.isRunning || (await this.#spec.isReady(this.pid)),
      { timeoutMs: READY_MS },
    );
    if (isUp && this.isRunning) return;
    await this.kill();
    throw new SetupError(`${this.name} did not start.\n${this.#logTail()}`);
  }

  /** SIGTERM, and SIGKILL when that is not enough. */
  async stop(): Promise<void> {
    this.#isExpectedToRun = false;
    if (!this.isRunning) return;
    this.#signal("SIGTERM");
    this.#signal("SIGCONT");
    if (!(await this.#hasEnded(STOP_MS))) await this.kill();
  }

  /** SIGKILL: what a crash does. */
  async kill(): Promise<void> {
    this.#isExpectedToRun = false;
    this.#signal("SIGKILL");
    await this.#hasEnded(STOP_MS);
  }

  /** SIGSTOP: alive, its port open, and silent. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  resume(): void {
    this.#signal("SIGCONT");
  }

  /** The same service again, at the same address, over what it kept. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  #spawn(): ChildProcess {
    const { command, args, logFile, env } = this.#spec;
    const log = openSync(logFile, "a", 0o600);
    try {
      const child = this.#guard.spawn(command, args, {
        detached: true,
        stdio: ["ignore", log, log],
        env: env ?? process.env,
      });
      child.on("exit", () => this.#ended(child));
      child.unref();
      return child;
    } finally {
      closeSync(log);
    }
  }

  #ended(child: ChildProcess): void {
    if (child !== this.#child || !this.#isExpectedToRun) return;
    this.#isExpectedToRun = false;
    this.onLost?.();
  }

  #signal(name: NodeJS.Signals): void {
    if (this.isRunning) this.#child?.kill(name);
  }

  #hasEnded(timeoutMs: number): Promise<boolean> {
    return waitUntil(() => !this.isRunning, { timeoutMs, everyMs: 10 });
  }

  #logTail(): string {
    const lines = readFileSync(this.#spec.logFile, "utf8").trimEnd().split("\n");
    return lines.slice(-LOG_TAIL_LINES).join("\n");
  }
}
