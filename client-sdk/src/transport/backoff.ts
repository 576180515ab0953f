// Waiting times are jittered, so that the clients of a node that stops do not all return at once.

/** Waits that double from `minMs` up to `maxMs`. */
export interface BackoffOptions {
  readonly minMs: number;
  readonly maxMs: number;
  /** The jitter: with 0.5 a wait is between 0.5 and 1.5 times its step, never above `maxMs`. */
  readonly factor: number;
}

/** The waits before a client connects again. */
export const RECONNECT_DEFAULT: BackoffOptions = { minMs: 1_000, maxMs: 15_000, factor: 0.5 };

/** Milliseconds to wait after so many failures: doubled each time, then jittered. */
export function backoffMs(
  failures: number,
  { minMs, maxMs, factor }: BackoffOptions,
  random: () => number = Math.random,
): number {
  const step = Math.min(maxMs, minMs * 2 ** Math.min(failures, 30));
  return Math.min(maxMs, Math.round(step * (1 - factor + 2 * factor * random())));
}

/** A random wait between `ms` and 1.5 times `ms`. */
export const jittered = (ms: number, random: () => number = Math.random): number =>
  Math.round(ms * (1 + random() / 2));

/** Resolves after `ms`, or as soon as `ended` is aborted. */
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
