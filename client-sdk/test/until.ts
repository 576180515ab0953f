const EVERY_MS = 5;

/** Waits until a condition holds; the error after `timeoutMs` shows its code. */
export async function until(isTrue: () => boolean, timeoutMs = 25_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`still not: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
