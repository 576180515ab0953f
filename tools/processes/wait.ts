import { setTimeout as sleep } from "node:timers/promises";

/** Checks a condition every 25 ms until it is true. False when it is not true within the time. */
export async function waitUntil(
  isTrue: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs = 25 }: { timeoutMs: number; everyMs?: number },
): Promise<boolean> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    if (await isTrue()) return true;
    if (Date.now() >= deadlineMs) return false;
    await sleep(everyMs);
  }
}
