// No process that we start may outlive us. A watchdog process holds the other end of a pipe. When
// this process ends, also by kill -9, the watchdog ends every process that was added. This is plain
// JavaScript, because it also guards the installation of the packages.
import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { identify, launchChain } from "./process-table.mjs";

const RELAUNCH_MS = 250;
/**
 * A shell that waits for a line on its own pipe and then becomes the command; without it, it ends.
 */
const GATE = 'read -r _ <&3 && exec "$@" 3<&-';
const WATCHDOG = fileURLToPath(new URL("./watchdog.mjs", import.meta.url));

/**
 * Starts a watchdog for these pids. It ends them within 10 s after the end of this process, or of
 * one of the processes `above` it.
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
    send(this.#watchdog, { add: identity });
  }

  remove(pid) {
    this.#watched.delete(pid);
    send(this.#watchdog, { remove: pid });
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
    // The watchdog knows the pid now. If this process had died before, the shell would have ended.
    child.stdio[3].on("error", () => {});
    child.stdio[3].end("go\n");
    return child;
  }

  addFolder(folder) {
    this.#folders.add(folder);
    send(this.#watchdog, { addFolder: folder });
  }

  removeFolder(folder) {
    this.#folders.delete(folder);
    send(this.#watchdog, { removeFolder: folder });
  }

  release() {
    this.#isReleased = true;
    send(this.#watchdog, { release: true });
  }

  #launch() {
    const child = spawnWatchdog(this.#chain);
    child.on("exit", () => {
      if (this.#isReleased) return;
      setTimeout(() => {
        if (!this.#isReleased) this.#watchdog = this.#launch();
      }, RELAUNCH_MS).unref();
    });
    for (const identity of this.#watched.values()) send(child, { add: identity });
    for (const folder of this.#folders) send(child, { addFolder: folder });
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
  // The pipe must not keep this process alive.
  if (child.stdin instanceof Socket) child.stdin.unref();
  return child;
}

function send(watchdog, message) {
  if (watchdog.stdin.writable) watchdog.stdin.write(`${JSON.stringify(message)}\n`);
}
