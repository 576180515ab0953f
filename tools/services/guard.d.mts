export interface Guard {
  /** From now on this pid ends with us. */
  add(pid: number): void;
  /** The pid ended, or was let go on purpose. */
  remove(pid: number): void;
  /** Everything was stopped in order: the watchdog has no more to do. */
  release(): void;
}
export function guard(pids?: readonly number[]): Guard;
