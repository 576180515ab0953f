// The CPU time of other processes, in µs, from the scheduler of Linux. It counts nanoseconds;
// /proc/<pid>/stat counts ticks of 10 ms, which are too coarse for a round of a few bookings.
import { readdirSync, readFileSync } from "node:fs";

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
export type Processes = Readonly<Record<string, number>>;

/** The CPU time of each process so far, in µs. */
export const cpuOf = (processes: Processes): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(processes).map(([role, pid]) => [role, cpuMicros(pid)]));
