import type { ChildProcess, SpawnOptions } from "node:child_process";

export interface Guard {
  /**
   * A process that begins its work only when the watchdog knows it: there is no moment at which we
   * could die and leave it behind. Its `stdio` is a list of three at most.
   */
  spawn(command: string, args: readonly string[], options: GuardedSpawnOptions): ChildProcess;
  /** From now on this pid ends with us. */
  add(pid: number): void;
  /** The pid ended, or was let go on purpose. */
  remove(pid: number): void;
  /** A temporary folder: it is removed after the pids have ended. */
  addFolder(folder: string): void;
  removeFolder(folder: string): void;
  /** Everything was stopped in order: the watchdog has no more to do. */
  release(): void;
}
export type GuardedSpawnOptions = Omit<SpawnOptions, "stdio"> & {
  readonly stdio: readonly ("ignore" | "pipe" | "inherit" | number)[];
};
export interface GuardOptions {
  /** Processes whose end is our end, besides those that launched us. */
  readonly above?: readonly number[];
}
export function guard(pids?: readonly number[], options?: GuardOptions): Guard;
