// Outlives the process that started it (main), so that no other process does. Its stdin is a pipe
// whose other end only main holds. The pipe ends at once when main dies, also by kill -9. Then the
// watchdog ends all watched processes: with SIGTERM, and with SIGKILL after KILL_AFTER_MS. When npm
// or its shell dies, main first gets SIGTERM, so that it can stop in order, and later SIGKILL.
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { isAlive, signal } from "./process-table.mjs";

const POLL_MS = process.platform === "linux" ? 500 : 1000;
const MAIN_GRACE_MS = 4000;
const KILL_AFTER_MS = 3500;

const { main, chain } = JSON.parse(process.argv[2] ?? "{}");
const watched = new Map();
const folders = new Set();
let askedMainAtMs;
let endingSinceMs;

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
process.chdir("/");

createInterface({ input: process.stdin })
  .on("line", (line) => handle(JSON.parse(line)))
  .on("close", endAll);
setInterval(checkMain, POLL_MS);

function handle(message) {
  if (message.add !== undefined) watched.set(message.add.pid, message.add);
  if (message.remove !== undefined) watched.delete(message.remove);
  if (message.addFolder !== undefined) folders.add(message.addFolder);
  if (message.removeFolder !== undefined) folders.delete(message.removeFolder);
  if (message.release === true) process.exit(0);
}

function checkMain() {
  if (!isAlive(main)) return endAll();
  if (chain.every(isAlive)) return;
  if (askedMainAtMs === undefined) {
    askedMainAtMs = Date.now();
    signal(main, "SIGTERM");
  } else if (Date.now() - askedMainAtMs > MAIN_GRACE_MS) {
    signal(main, "SIGKILL");
  }
}

function endAll() {
  if (endingSinceMs !== undefined) return;
  endingSinceMs = Date.now();
  for (const identity of watched.values()) {
    signal(identity, "SIGTERM");
    signal(identity, "SIGCONT");
  }
  setInterval(finish, 100);
  finish();
}

function finish() {
  const left = [...watched.values()].filter(isAlive);
  if (left.length === 0) {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    process.exit(0);
  }
  if (Date.now() - endingSinceMs > KILL_AFTER_MS) left.forEach((one) => signal(one, "SIGKILL"));
}
