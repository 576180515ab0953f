import type { ChildProcess, SpawnOptions } from "node:child_process";

/** Ends processes when this process is gone. */
export interface Guard {
  /**
   * Starts a process that begins its work only after the watchdog knows its pid. So it is never
   * left running when this process dies. Its `stdio` has at most three items.
   */
  spawn(command: string, args: readonly string[], options: GuardedSpawnOptions): ChildProcess;
  /** From now on this process ends together with the current one. */
  add(pid: number): void;
  /** Stops watching a process. */
  remove(pid: number): void;
  /** Watches a temporary folder: it is removed after the watched processes have ended. */
  addFolder(folder: string): void;
  /** Stops watching a folder. */
  removeFolder(folder: string): void;
  /** Ends the watchdog. Call it after everything was stopped in order. */
  release(): void;
}
export type GuardedSpawnOptions = Omit<SpawnOptions, "stdio"> & {
  readonly stdio: readonly ("ignore" | "pipe" | "inherit" | number)[];
};
export interface GuardOptions {
  /** Further processes whose end must end this process, besides those that launched it. */
  readonly above?: readonly number[];
}
export function guard(pids?: readonly number[], options?: GuardOptions): Guard;
