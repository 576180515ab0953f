// Outlives the process that started it, so that nothing else does. Its stdin is a pipe whose
// other end only that process (main) holds: the end of the pipe is the death of main, at once
// and also after kill -9. Told pids are ended then: SIGTERM, and SIGKILL after KILL_AFTER_MS.
// When npm or its shell dies, main is told first, so that it can stop in order, and ended when
// it does not.
import { rmSync } from "node:fs";
import { createInterface } from "node:readline";
import { isAlive, signal } from "./process-table.mjs";

const POLL_MS = process.platform === "linux" ? 500 : 1000;
const MAIN_GRACE_MS = 4000;
const KILL_AFTER_MS = 3500;

const { main, chain } = JSON.parse(process.argv[2] ?? "{}");
const watched = new Map();
const folders = new Set();
let toldMainAtMs;
let endingSinceMs;

for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => {});
process.chdir("/");

createInterface({ input: process.stdin })
  .on("line", (line) => obey(JSON.parse(line)))
  .on("close", endAll);
setInterval(look, POLL_MS);

function obey(message) {
  if (message.add !== undefined) watched.set(message.add.pid, message.add);
  if (message.remove !== undefined) watched.delete(message.remove);
  if (message.addFolder !== undefined) folders.add(message.addFolder);
  if (message.removeFolder !== undefined) folders.delete(message.removeFolder);
  if (message.release === true) process.exit(0);
}

function look() {
  if (!isAlive(main)) return endAll();
  if (chain.every(isAlive)) return;
  if (toldMainAtMs === undefined) {
    toldMainAtMs = Date.now();
    signal(main, "SIGTERM");
  } else if (Date.now() - toldMainAtMs > MAIN_GRACE_MS) {
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
