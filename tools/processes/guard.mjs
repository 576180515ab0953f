// Nothing we start may outlive us. A watchdog process holds the other end of a pipe: when this
// process is gone, however it went, the watchdog ends every pid it was told. Plain JavaScript,
// because the installation of packages is guarded too.
import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { identify, launchChain } from "./process-table.mjs";

const RELAUNCH_MS = 250;
/** Waits for a word on a pipe of its own before it becomes the command: no word, no command. */
const GATE = 'read -r _ <&3 && exec "$@" 3<&-';
const WATCHDOG = fileURLToPath(new URL("./watchdog.mjs", import.meta.url));

/**
 * Starts a watchdog over these pids; it ends them within 10 s of the end of this process, or of one
 * of the processes `above` it.
 */
export function guard(pids = [], { above = [] } = {}) {
  const chain = [...launchChain(), ...above.flatMap((pid) => identify(pid) ?? [])];
  const started = new Guard(chain);
  pids.forEach((pid) => started.add(pid));
  return started;
}

class Guard {
  #chain;
  #watched = new Map();
  #folders = new Set();
  #isReleased = false;
  #watchdog;

  constructor(chain) {
    this.#chain = chain;
    this.#watchdog = this.#launch();
  }

  add(pid) {
    const identity = identify(pid);
    if (identity === undefined) return;
    this.#watched.set(pid, identity);
    tell(this.#watchdog, { add: identity });
  }

  remove(pid) {
    this.#watched.delete(pid);
    tell(this.#watchdog, { remove: pid });
  }

  spawn(command, args, options = {}) {
    const [stdin = "ignore", stdout = "ignore", stderr = "ignore"] = options.stdio ?? [];
    const child = spawn("/bin/sh", ["-c", GATE, "sh", command, ...args], {
      ...options,
      stdio: [stdin, stdout, stderr, "pipe"],
    });
    child.on("error", () => {});
    if (child.pid === undefined) return child;
    this.add(child.pid);
    child.on("exit", () => this.remove(child.pid));
    // The watchdog knows the pid now. Had we died before, the child would end by itself.
    child.stdio[3].on("error", () => {});
    child.stdio[3].end("go\n");
    return child;
  }

  addFolder(folder) {
    this.#folders.add(folder);
    tell(this.#watchdog, { addFolder: folder });
  }

  removeFolder(folder) {
    this.#folders.delete(folder);
    tell(this.#watchdog, { removeFolder: folder });
  }

  release() {
    this.#isReleased = true;
    tell(this.#watchdog, { release: true });
  }

  #launch() {
    const child = spawnWatchdog(this.#chain);
    child.on("exit", () => {
      if (this.#isReleased) return;
      setTimeout(() => {
        if (!this.#isReleased) this.#watchdog = this.#launch();
      }, RELAUNCH_MS).unref();
    });
    for (const identity of this.#watched.values()) tell(child, { add: identity });
    for (const folder of this.#folders) tell(child, { addFolder: folder });
    return child;
  }
}

function spawnWatchdog(chain) {
  const orders = JSON.stringify({ main: identify(process.pid), chain });
  const child = spawn(process.execPath, [WATCHDOG, orders], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: {},
  });
  child.stdin.on("error", () => {});
  child.on("error", () => {});
  child.unref();
  // Neither may the pipe keep this process alive.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

function tell(watchdog, message) {
  if (watchdog.stdin.writable) watchdog.stdin.write(`${JSON.stringify(message)}\n`);
}
