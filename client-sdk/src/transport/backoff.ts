// Waiting times are jittered: a node that goes away must not bring everybody back in one moment.

export interface BackoffOptions {
  readonly minMs: number;
  readonly maxMs: number;
  /** 0.5: the wait is between half and one and a half of its step. */
  readonly factor: number;
}

export const RECONNECT_DEFAULT: BackoffOptions = { minMs: 1_000, maxMs: 15_000, factor: 0.5 };

/** The wait before attempt `failures + 1`: doubled each time up to the maximum, then jittered. */
export function backoffMs(
  failures: number,
  { minMs, maxMs, factor }: BackoffOptions,
  random: () => number = Math.random,
): number {
  const step = Math.min(maxMs, minMs * 2 ** Math.min(failures, 30));
  return Math.min(maxMs, Math.round(step * (1 - factor + 2 * factor * random())));
}

/** Between `ms` and one and a half of it. */
export const jittered = (ms: number, random: () => number = Math.random): number =>
  Math.round(ms * (1 + random() / 2));

/** Shorter when `ended` tells that nobody waits any more. */
export function sleep(ms: number, ended?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      ended?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ended?.aborted === true ? 0 : ms);
    ended?.addEventListener("abort", end);
  });
}
