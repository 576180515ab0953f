// The ways in which a test waits: for the very condition that it asserts. Patience is no assertion;
// it only bounds how long a run takes in which the condition never comes true.
import { setTimeout as sleep } from "node:timers/promises";

const LOOK_EVERY_MS = 20;
/** Asking has a price: a socket may send 20 signals a second. */
const ASK_EVERY_MS = 50;
export const PATIENCE_MS = 120_000;

/** Waits for a condition. @throws Error with its name when it does not come true */
export async function until(
  condition: () => boolean | Promise<boolean>,
  name: string,
): Promise<void> {
  for (const giveUpAt = performance.now() + PATIENCE_MS; !(await condition());) {
    if (performance.now() > giveUpAt) throw new Error(`never came true: ${name}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Asks until there is an answer. @throws Error that quotes the question when there is none */
export async function eventually<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (const giveUpAt = performance.now() + PATIENCE_MS; ;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > giveUpAt) throw new Error(`never answered: ${ask.toString()}`);
    await sleep(ASK_EVERY_MS);
  }
}
