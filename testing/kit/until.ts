// How tests wait: for exactly the condition that they assert. The time limit is no assertion; it
// only ends a run in which the condition never becomes true.
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 20;
/** Not more often, because a socket may send 20 signals a second. */
const ASK_EVERY_MS = 50;
export const PATIENCE_MS = 120_000;

/** Waits for a condition. @throws Error with its name when it does not become true */
export async function until(
  condition: () => boolean | Promise<boolean>,
  name: string,
): Promise<void> {
  for (const giveUpAt = performance.now() + PATIENCE_MS; !(await condition());) {
    if (performance.now() > giveUpAt) throw new Error(`never came true: ${name}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Repeats a call until it returns a value.
 * @throws Error with the code of the call when it does not
 */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = performance.now() + PATIENCE_MS; ;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > giveUpAt) throw new Error(`never answered: ${ask.toString()}`);
    await sleep(ASK_EVERY_MS);
  }
}
