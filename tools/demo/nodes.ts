// The nodes of the demo: the real server, each node in a process of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Guard } from "../processes/guard.mjs";
import { freePorts } from "../services/ports.js";
import { SetupError } from "../services/setup-error.js";
import { waitUntil } from "../processes/wait.js";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 10_000;
const LOG_TAIL_LINES = 15;

export interface NodesOptions {
  /** Arguments of Node itself, for example of its profiler. */
  readonly nodeArguments?: readonly string[];
  readonly count: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The port of the first node, which serves the page; a free one when it is taken or 0. */
  readonly firstPort: number;
  readonly logFolder: string;
  readonly guard: Guard;
}

interface RunningNode {
  readonly url: string;
  readonly child: ChildProcess;
  readonly logFile: string;
}

/** Starts and stops several nodes of one system. */
export class Nodes {
  readonly #nodes: RunningNode[] = [];
  readonly #options: NodesOptions;

  constructor(options: NodesOptions) {
    this.#options = options;
  }

  /** The URL of each node. */
  get urls(): readonly string[] {
    return this.#nodes.map(({ url }) => url);
  }

  /** The process id of each node. */
  get pids(): readonly number[] {
    return this.#nodes.flatMap(({ child }) => child.pid ?? []);
  }

  /**
   * Starts the nodes one after the other, the last one first, so that it takes over the shards: it
   * is the node that the demo kills.
   * @throws SetupError with the end of its log when a node does not start
   */
  async start(): Promise<void> {
    const { count, firstPort, logFolder } = this.#options;
    mkdirSync(logFolder, { recursive: true });
    const free = await freePorts(count * 2);
    const ports = free.slice(0, count);
    if (firstPort > 0 && (await isFree(firstPort))) ports[0] = firstPort;
    for (let index = count - 1; index >= 0; index--) {
      const logFile = join(logFolder, `demo-node-${String(index + 1)}.log`);
      const node = this.#spawn({ port: ports[index] ?? 0, metrics: free[count + index] }, logFile);
      this.#nodes.unshift(node);
      await this.#ready(node);
    }
  }

  /** Kills the last node with SIGKILL, as if its machine was gone. Returns its URL. */
  killLast(): string | undefined {
    const node = this.#nodes.at(-1);
    node?.child.kill("SIGKILL");
    return node?.url;
  }

  /** Stops all nodes with SIGTERM, and with SIGKILL after 10 s. */
  async stop(): Promise<void> {
    const hasEnded = ({ child }: RunningNode) =>
      child.exitCode !== null || child.signalCode !== null;
    for (const { child } of this.#nodes) child.kill("SIGTERM");
    if (await waitUntil(() => this.#nodes.every(hasEnded), { timeoutMs: STOP_MS })) return;
    for (const { child } of this.#nodes) child.kill("SIGKILL");
  }

  #spawn(ports: { port: number; metrics: number | undefined }, logFile: string): RunningNode {
    const log = openSync(logFile, "w", 0o600);
    try {
      const child = spawn(
        process.execPath,
        [...(this.#options.nodeArguments ?? []), "--import", "tsx", "server/main.ts"],
        {
          cwd: ROOT,
          stdio: ["ignore", log, log],
          env: {
            ...this.#options.environment,
            HOST: "127.0.0.1",
            PORT: String(ports.port),
            METRICS_PORT: String(ports.metrics),
          },
        },
      );
      if (child.pid !== undefined) this.#options.guard.add(child.pid);
      return { url: `http://127.0.0.1:${String(ports.port)}`, child, logFile };
    } finally {
      closeSync(log);
    }
  }

  async #ready({ url, child, logFile }: RunningNode): Promise<void> {
    const isGone = () => child.exitCode !== null || child.signalCode !== null;
    const isUp = await waitUntil(async () => isGone() || (await answers(`${url}/readyz`)), {
      timeoutMs: READY_MS,
      everyMs: 100,
    });
    if (isUp && !isGone()) return;
    const lines = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-LOG_TAIL_LINES);
    throw new SetupError(`A node did not start.\n${lines.join("\n")}`);
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => {
      probe.close(() => resolve(true));
    });
  });
}
