// Who a process is: a pid is reused, so a pid alone is never a reason to send a signal. A process
// is named by its pid and the moment it started (and the boot, as both begin again with it).
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const CHAIN_MAX = 6;
const NOTED_CHAIN = "ONSALE_LAUNCH_CHAIN";
const PACKAGE_MANAGER = /(^|[/\s])(npm|pnpm|yarn)(-cli)?(\.c?js)?(\s|$)/;
const LAUNCHER = /(^|\/)(node|nodejs|sh|dash|bash|zsh)(\s|$)/;

const bootId = readBootId();

/** The process behind a pid as it is now, or undefined when there is none (a zombie is none). */
export function processOf(pid) {
  const row = process.platform === "linux" ? rowFromProc(pid) : rowFromPs(pid);
  return row === undefined || /^[ZX]/.test(row.state) ? undefined : row;
}

/** What names a living process for good; undefined when the pid is not alive. */
export function identify(pid) {
  const row = processOf(pid);
  return row === undefined ? undefined : { pid, startedAt: row.startedAt };
}

/** Is this very process, and not a later one under its pid, still alive? */
export function isAlive(identity) {
  return processOf(identity.pid)?.startedAt === identity.startedAt;
}

/** Sends a signal to this very process; false when it is gone (or not ours). */
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
 * The processes above us that `npm run` put there, up to npm itself: when one of them dies, the
 * user's command is over. A shell that merely typed the command is not among them.
 */
export function launchChain(env = process.env) {
  const noted = env[NOTED_CHAIN];
  return noted === undefined ? findChain(env) : JSON.parse(noted);
}

/** To be called first of all: whoever is gone when it is looked for later was there now. */
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
