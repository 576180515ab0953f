// The CPU time of other processes, in µs, from the scheduler of Linux. It counts nanoseconds;
// /proc/<pid>/stat counts ticks of 10 ms, which are too coarse for a round of a few bookings.
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** The CPU time of a process so far, of all its living threads, in µs. */
export function cpuMicros(pid: number): number {
  const folder = `/proc/${pid}/task`;
  return readdirSync(folder).reduce((sum, thread) => sum + threadMicros(folder, thread), 0);
}

/** A thread may end while the folder is read; what it has used is lost then. */
function threadMicros(folder: string, thread: string): number {
  try {
    const [nanos = "0"] = readFileSync(`${folder}/${thread}/schedstat`, "utf8").split(" ");
    return Number(nanos) / 1000;
  } catch {
    return 0;
  }
}

/** The processes of a server by their role, each with its pid. */
export interface Processes extends Readonly<Record<string, number>> {
  readonly MySQL: number;
}

/** The CPU time of each process so far, in µs. */
export const cpuOf = (processes: Processes): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(processes).map(([role, pid]) => [role, cpuMicros(pid)]));

const QUIET_MS = 100;
const QUIET_SHARE = 0.05;
const QUIET_WITHIN_MS = 30_000;

/**
 * Waits until a process uses less than a twentieth of a core: what the preparation of a turn has
 * left to do would otherwise be counted to the turn. After 30 s it waits no longer.
 */
export async function untilQuiet(pid: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < QUIET_WITHIN_MS; waitedMs += QUIET_MS) {
    const before = cpuMicros(pid);
    await sleep(QUIET_MS);
    if (cpuMicros(pid) - before < QUIET_MS * 1000 * QUIET_SHARE) return;
  }
}
