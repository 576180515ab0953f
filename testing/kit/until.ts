// The one way in which a test waits: for the very condition that it asserts, however slow the
// machine is.
import { setTimeout as sleep } from "node:timers/promises";

const POLL_MS = 20;
const PATIENCE_MS = 15_000;

/** Waits for a condition. @throws Error with its name when it does not come true */
export async function until(
  condition: () => boolean | Promise<boolean>,
  name: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadlineAt = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > deadlineAt) throw new Error(`never came true: ${name}`);
    await sleep(POLL_MS);
  }
}
