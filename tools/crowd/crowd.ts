import { fork, type ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { CrowdCommand, CrowdNews, CrowdOrders, CrowdResult } from "./crowd-orders.js";

/** What a server has left to do for new connections is done by then. */
const SETTLED_AFTER_MS = 200;
const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PROCESS = fileURLToPath(new URL("./crowd-process.ts", import.meta.url));

/** The crowd in a process of its own, so that its work is in no server's CPU time. */
export class Crowd {
  readonly #child: ChildProcess;

  constructor(onPid: (pid: number) => void) {
    const stdio = ["ignore", "inherit", "inherit", "ipc"] as const;
    const execArgv = ["--import", "tsx"];
    this.#child = fork(PROCESS, {
      ...{ stdio: [...stdio], serialization: "advanced", execArgv, cwd: ROOT },
    });
    if (this.#child.pid !== undefined) onPid(this.#child.pid);
  }

  /** Lets it open its connections. @throws Error when it cannot */
  async prepare(orders: CrowdOrders): Promise<void> {
    await this.#ask({ kind: "prepare", orders });
    await sleep(SETTLED_AFTER_MS);
  }

  /** Lets the prepared fans buy. @throws Error when one of them met an unforeseen refusal */
  async go(): Promise<CrowdResult> {
    const news = await this.#ask({ kind: "go" });
    if (news.kind !== "done") throw new Error("the crowd has no result");
    return news.result;
  }

  /** Lets it close its connections, which is work for a server too. */
  async leave(): Promise<void> {
    await this.#ask({ kind: "leave" });
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
