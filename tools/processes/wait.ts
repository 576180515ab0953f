import { setTimeout as pause } from "node:timers/promises";

/** Asks again until the answer is true; false when the time is over. */
export async function waitUntil(
  isTrue: () => boolean | Promise<boolean>,
  { timeoutMs, everyMs = 25 }: { timeoutMs: number; everyMs?: number },
): Promise<boolean> {
  const deadlineMs = Date.now() + timeoutMs;
  for (;;) {
    if (await isTrue()) return true;
    if (Date.now() >= deadlineMs) return false;
    await pause(everyMs);
  }
}
