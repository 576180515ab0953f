// One start at a time owns a data folder. A record names its process and its services. When a start
// is killed together with its watchdog, the next start finds the services that are left by this
// record.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { identify, isAlive, signal, type ProcessIdentity } from "../processes/process-table.mjs";
import { SetupError } from "./setup-error.js";
import { waitUntil } from "../processes/wait.js";

const FILE = "run.json";
const STOPPING_MS = 15_000;
const LEFTOVER_MS = 5_000;
const ATTEMPTS_MAX = 20;

interface RunState {
  readonly owner: ProcessIdentity;
  readonly isStopping: boolean;
  readonly services: readonly ProcessIdentity[];
  readonly redisUrl?: string;
  readonly databaseUrl?: string;
}

export interface Run {
  /** Updates the record. */
  note(state: Partial<Omit<RunState, "owner" | "services">> & { pids?: readonly number[] }): void;
  /** Removes the record. */
  release(): void;
}

/** Takes the data folder for this start. @throws SetupError when another running start owns it */
export async function takeRun(folder: string): Promise<Run> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const owner = identify(process.pid);
  if (owner === undefined) throw new Error("this process is not in the process table");
  let state: RunState = { owner, isStopping: false, services: [] };
  await claim(folder, state);
  return {
    note({ pids, ...rest }) {
      const services = pids?.flatMap((pid) => identify(pid) ?? []) ?? state.services;
      state = { ...state, ...rest, services };
      renameSync(writeBeside(folder, state), join(folder, FILE));
    },
    release() {
      rmSync(join(folder, FILE), { force: true });
    },
  };
}

/** The URLs of the services of a running start; undefined when none runs. */
export function runningServices(
  folder: string,
): { redisUrl: string; databaseUrl: string } | undefined {
  const state = parse(read(join(folder, FILE)));
  if (state === undefined || !isAlive(state.owner)) return undefined;
  const { redisUrl, databaseUrl } = state;
  return redisUrl && databaseUrl ? { redisUrl, databaseUrl } : undefined;
}

async function claim(folder: string, state: RunState): Promise<void> {
  const file = join(folder, FILE);
  const mine = writeBeside(folder, state);
  try {
    for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
      if (linked(mine, file)) return;
      await clearStale(file);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  throw new SetupError(`${file} could not be taken: several starts want it at once. Try again.`);
}

/** Removes the record of a start that has ended. @throws SetupError when that start still runs */
async function clearStale(file: string): Promise<void> {
  const text = read(file);
  const state = parse(text);
  if (state !== undefined) {
    await waitForStop(state);
    if (isAlive(state.owner) && read(file) === text) throw alreadyRuns(state);
    await endLeftovers(state.services);
  }
  // Another start may have replaced the record meanwhile; then its record is put back.
  const aside = `${file}.stale-${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return;
  }
  if (read(aside) !== text) linked(aside, file);
  rmSync(aside, { force: true });
}

async function waitForStop({ owner, isStopping }: RunState): Promise<void> {
  if (isStopping) await waitUntil(() => !isAlive(owner), { timeoutMs: STOPPING_MS });
}

async function endLeftovers(services: readonly ProcessIdentity[]): Promise<void> {
  for (const service of services) {
    signal(service, "SIGTERM");
    signal(service, "SIGCONT");
  }
  const areGone = () => !services.some(isAlive);
  if (await waitUntil(areGone, { timeoutMs: LEFTOVER_MS })) return;
  services.forEach((service) => signal(service, "SIGKILL"));
  await waitUntil(areGone, { timeoutMs: LEFTOVER_MS });
}

function alreadyRuns({ owner }: RunState): SetupError {
  return new SetupError(
    `Onsale already runs from this checkout (process ${owner.pid}). Stop that one first, with ` +
      `Ctrl-C where it runs or \`kill ${owner.pid}\`.\nFor several nodes of one system set ` +
      "REDIS_URL, DATABASE_URL and JWT_SECRET, the same for each.",
  );
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function writeBeside(folder: string, state: RunState): string {
  const file = join(folder, `${FILE}.${process.pid}`);
  writeFileSync(file, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600 });
  return file;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function parse(text: string): RunState | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRunState(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRunState(value: unknown): value is RunState {
  return (
    typeof value === "object" &&
    value !== null &&
    "owner" in value &&
    isIdentity(value.owner) &&
    "services" in value &&
    Array.isArray(value.services) &&
    value.services.every(isIdentity)
  );
}

function isIdentity(value: unknown): value is ProcessIdentity {
  return (
    typeof value === "object" &&
    value !== null &&
    "pid" in value &&
    typeof value.pid === "number" &&
    value.pid > 1 &&
    "startedAt" in value &&
    typeof value.startedAt === "string"
  );
}
