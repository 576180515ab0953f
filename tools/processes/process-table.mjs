// Identifies processes. The system reuses pids, so a signal is never sent to a pid alone. A process
// is identified by its pid, its start time and the boot id, because pids and start times repeat
// after a boot.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const CHAIN_MAX = 6;
const NOTED_CHAIN = "ONSALE_LAUNCH_CHAIN";
const PACKAGE_MANAGER = /(^|[/\s])(npm|pnpm|yarn)(-cli)?(\.c?js)?(\s|$)/;
const LAUNCHER = /(^|\/)(node|nodejs|sh|dash|bash|zsh)(\s|$)/;

const bootId = readBootId();

/** The process with a pid; undefined when there is none. A zombie does not count. */
export function processOf(pid) {
  const row = process.platform === "linux" ? rowFromProc(pid) : rowFromPs(pid);
  return row === undefined || /^[ZX]/.test(row.state) ? undefined : row;
}

/** The identity of a running process; undefined when no process has this pid. */
export function identify(pid) {
  const row = processOf(pid);
  return row === undefined ? undefined : { pid, startedAt: row.startedAt };
}

/** Whether this process still runs, and its pid does not belong to a later one. */
export function isAlive(identity) {
  return processOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Sends a signal to this process. False when it is gone, or belongs to another user. */
export function signal(identity, name) {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch {
    return false;
  }
}

/**
 * The processes that `npm run` started above this one, up to npm itself. When one of them dies, the
 * command of the user is over. The shell in which the user typed the command does not belong to
 * them.
 */
export function launchChain(env = process.env) {
  const noted = env[NOTED_CHAIN];
  return noted === undefined ? findChain(env) : JSON.parse(noted);
}

/** Stores the launch chain. Call it first: later one of the processes may be gone already. */
export function noteLaunchChain() {
  process.env[NOTED_CHAIN] = JSON.stringify(findChain(process.env));
}

function findChain(env) {
  if (env.npm_lifecycle_event === undefined) return [];
  const chain = [];
  let pid = process.ppid;
  for (let level = 0; level < CHAIN_MAX && pid > 1; level += 1) {
    const row = processOf(pid);
    const command = row === undefined ? "" : commandOf(pid);
    if (row === undefined || command === "") return [];
    chain.push({ pid, startedAt: row.startedAt });
    if (PACKAGE_MANAGER.test(command)) return chain;
    if (!LAUNCHER.test(command)) return [];
    pid = row.ppid;
  }
  return [];
}

function rowFromProc(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { state: fields[0], ppid: Number(fields[1]), startedAt: `${fields[19]}@${bootId}` };
  } catch {
    return undefined;
  }
}

function rowFromPs(pid) {
  const fields = ps(pid, "state=,ppid=,lstart=").split(/\s+/);
  if (fields.length < 3) return undefined;
  return { state: fields[0], ppid: Number(fields[1]), startedAt: fields.slice(2).join(" ") };
}

function commandOf(pid) {
  if (process.platform !== "linux") return ps(pid, "command=");
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return "";
  }
}

function ps(pid, columns) {
  const answer = spawnSync("ps", ["-o", columns, "-p", String(pid)], { encoding: "utf8" });
  return answer.status === 0 ? answer.stdout.trim() : "";
}

function readBootId() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  } catch {
    return "";
  }
}
