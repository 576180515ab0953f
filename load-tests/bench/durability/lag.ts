import type { Cursors, DecidedEntry } from "./shard-cursors.js";

/**
 * How long each entry took from its decision until a cursor had reached it, in ms, in rising order.
 * An entry counts from the first look that found it, so a look every few ms adds as much.
 * @param seen looks in the order of time; the last one has reached every entry
 */
export function lagsOf(
  entries: readonly DecidedEntry[],
  seen: readonly Cursors[],
  cursor: "durable" | "projected",
): number[] {
  let look = 0;
  const lags = entries.map(({ n, at }) => {
    while (look < seen.length && (seen[look]?.[cursor] ?? 0) < n) look++;
    const found = seen[look];
    if (found === undefined) throw new Error(`no look has found entry ${n} ${cursor}`);
    return Math.max(0, found.at - at);
  });
  return lags.sort((a, b) => a - b);
}

/**
 * Entries per second from the first look until a cursor reached the last entry.
 * @throws Error when nothing was left to write at the first look
 */
export function speedOf(
  seen: readonly Cursors[],
  last: number,
  cursor: "durable" | "projected",
): number {
  const [first] = seen;
  const reached = seen.find((cursors) => cursors[cursor] >= last);
  if (first === undefined || reached === undefined || reached.at === first.at) {
    throw new Error("no entries were left to write: the backlog was too small");
  }
  return (last - first[cursor]) / ((reached.at - first.at) / 1000);
}
