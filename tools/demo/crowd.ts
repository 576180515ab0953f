import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CrowdMessage, CrowdOrders, CrowdReport } from "./crowd-process.js";
import type { TallyPart } from "./tally.js";

const PROCESS = fileURLToPath(new URL("./crowd-process.ts", import.meta.url));

export interface CrowdOptions {
  readonly orders: CrowdOrders;
  readonly processes: number;
  readonly onPart: (part: TallyPart) => void;
  readonly onPid: (pid: number) => void;
}

/**
 * The fans, spread over processes of their own, so that their work does not slow down the caller.
 */
export class Crowd {
  readonly #children: ChildProcess[];
  /** Settles when every fan has finished; rejects when a process of the crowd died. */
  readonly done: Promise<unknown>;

  constructor({ orders, processes, onPart, onPid }: CrowdOptions) {
    const dones: Promise<void>[] = [];
    this.#children = Array.from({ length: processes }, (_, index) => {
      const child = fork(PROCESS, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
      if (child.pid !== undefined) onPid(child.pid);
      const fans = orders.fans.filter(({ number }) => number % processes === index);
      dones.push(untilDone(child, onPart));
      send(child, { kind: "orders", orders: { ...orders, fans } });
      return child;
    });
    this.done = Promise.all(dones);
  }

  /** Ends the run: all fans stop, and those who were not done are counted as unfinished. */
  end(): void {
    for (const child of this.#children) if (child.connected) send(child, { kind: "end" });
  }

  /** Kills the processes of the crowd. */
  kill(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }
}

const send = (child: ChildProcess, message: CrowdMessage): void => void child.send(message);

function untilDone(child: ChildProcess, onPart: CrowdOptions["onPart"]): Promise<void> {
  return new Promise((resolve, reject) => {
    let isDone = false;
    child.on("message", (report: CrowdReport) => {
      onPart(report.part);
      if (report.isDone) isDone = true;
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (isDone) resolve();
      else reject(new Error(`a process of the crowd died (${String(signal ?? code)})`));
    });
  });
}
