import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BareOrders } from "./bare-server.js";

const PROCESS = fileURLToPath(new URL("./bare-server.ts", import.meta.url));

/** A bare server in a process of its own. */
export class BareProcess {
  readonly #child: ChildProcess;
  readonly #kind: BareOrders["kind"];

  constructor(kind: BareOrders["kind"], onPid: (pid: number) => void) {
    this.#kind = kind;
    this.#child = fork(PROCESS, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    if (this.#child.pid !== undefined) onPid(this.#child.pid);
  }

  /** The pid of the process. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Lets it hold seats of a showtime. @returns its URL */
  async serve(sale: Omit<BareOrders, "kind">): Promise<string> {
    this.#child.send({ ...sale, kind: this.#kind } satisfies BareOrders);
    const [port] = (await once(this.#child, "message")) as [number];
    return `http://127.0.0.1:${port}`;
  }

  /** Ends the process. */
  stop(): void {
    this.#child.kill("SIGKILL");
  }
}
