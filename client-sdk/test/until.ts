const EVERY_MS = 5;

/** Waits for a condition; the error names it when it does not come true. */
export async function until(isTrue: () => boolean, timeoutMs = 5_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`still not: ${isTrue.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}
