import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { CrowdCommand, CrowdNews, CrowdOrders, CrowdResult } from "./crowd-orders.js";

const PROCESS = fileURLToPath(new URL("./crowd-process.ts", import.meta.url));

/** The crowd in a process of its own, so that its work is in no server's CPU time. */
export class Crowd {
  readonly #child: ChildProcess;

  constructor(onPid: (pid: number) => void) {
    const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
    this.#child = fork(PROCESS, { stdio: [...stdio], serialization: "advanced" });
    if (this.#child.pid !== undefined) onPid(this.#child.pid);
  }

  /** Lets it open its connections. @throws Error when it cannot */
  async prepare(orders: CrowdOrders): Promise<void> {
    await this.#ask({ kind: "prepare", orders });
  }

  /** Lets the prepared fans buy. @throws Error when one of them met an unforeseen refusal */
  async go(): Promise<CrowdResult> {
    const news = await this.#ask({ kind: "go" });
    if (news.kind !== "done") throw new Error("the crowd has no result");
    return news.result;
  }

  /** Ends the process. */
  close(): void {
    this.#child.kill("SIGKILL");
  }

  #ask(command: CrowdCommand): Promise<CrowdNews> {
    return new Promise((resolve, reject) => {
      const end = (code: number | null) =>
        reject(new Error(`the crowd ended with ${String(code)}`));
      this.#child.once("exit", end);
      this.#child.once("message", (news: CrowdNews) => {
        this.#child.off("exit", end);
        if (news.kind === "failed") reject(new Error(news.message));
        else resolve(news);
      });
      this.#child.send(command);
    });
  }
}
