import { setTimeout as delay } from "node:timers/promises";

/** Waits `ms` milliseconds, or until the signal aborts; resolves either way. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
