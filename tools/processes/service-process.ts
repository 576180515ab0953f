import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import type { Guard } from "./guard.mjs";
import { freePort } from "../services/ports.js";
import { SetupError } from "../services/setup-error.js";
import { waitUntil } from "./wait.js";

export interface ServiceSpec {
  /** The name for messages to the user: `redis-server`, `mariadbd`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether the process with this pid answers; another process may use the port. */
  readonly isReady: (pid: number) => Promise<boolean>;
}

const READY_MS = 60_000;
const STOP_MS = 8_000;
const LOG_TAIL_LINES = 12;
const PORT_ATTEMPTS_MAX = 3;

/**
 * Starts a service on a free port. Another process may take the port first; then it tries another
 * one.
 * @throws SetupError with the end of the log when the service does not start
 */
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

/** A service with one process at a time, in a session of its own, watched by a guard. */
export class ServiceProcess {
  readonly #spec: ServiceSpec;
  readonly #guard: Guard;
  #child: ChildProcess | undefined;
  #isExpectedToRun = false;

  /** Called when the process ended without `stop` or `kill`. */
  onLost: (() => void) | undefined;

  constructor(spec: ServiceSpec, guard: Guard) {
    this.#spec = spec;
    this.#guard = guard;
  }

  /** The name for messages to the user. */
  get name(): string {
    return this.#spec.name;
  }

  /** The pid of the process. @throws Error when it does not run */
  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.name} does not run`);
    return pid;
  }

  /** Whether the process runs. */
  get isRunning(): boolean {
    const child = this.#child;
    return child?.pid !== undefined && child.exitCode === null && child.signalCode === null;
  }

  /**
   * Starts the process.
   * @throws SetupError with the end of the log when it does not start in 60 s
   */
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

  /** Stops the process with SIGTERM, and with SIGKILL after 8 s. */
  async stop(): Promise<void> {
    this.#isExpectedToRun = false;
    if (!this.isRunning) return;
    this.#signal("SIGTERM");
    this.#signal("SIGCONT");
    if (!(await this.#hasEnded(STOP_MS))) await this.kill();
  }

  /** Kills the process with SIGKILL, like a crash. */
  async kill(): Promise<void> {
    this.#isExpectedToRun = false;
    this.#signal("SIGKILL");
    await this.#hasEnded(STOP_MS);
  }

  /** Freezes the process with SIGSTOP: its port stays open, but it does not answer. */
  pause(): void {
    this.#signal("SIGSTOP");
  }

  /** Lets a frozen process continue. */
  resume(): void {
    this.#signal("SIGCONT");
  }

  /** Stops and starts the service, at the same address and with its data. */
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
