/** A loop that ends when its signal aborts. */
export type Loop = (signal: AbortSignal) => Promise<unknown>;

/**
 * Runs loops beside each other until all have ended; the first that throws ends the others.
 * @throws what that loop has thrown, once all have ended
 */
export async function runLoops(outer: AbortSignal, loops: readonly Loop[]): Promise<void> {
  const ended = new AbortController();
  const end = (): void => ended.abort();
  outer.addEventListener("abort", end);
  if (outer.aborted) end();
  const failures: unknown[] = [];
  const run = async (loop: Loop): Promise<void> => {
    try {
      await loop(ended.signal);
    } catch (error) {
      failures.push(error);
      end();
    }
  };
  try {
    await Promise.all(loops.map(run));
  } finally {
    outer.removeEventListener("abort", end);
  }
  if (failures.length > 0) throw failures[0];
}
