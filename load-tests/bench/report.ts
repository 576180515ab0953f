// What a bench tells: one line per figure, with the goal it is held against.
import { ratiosOf, spreadOf, type Measured, type Spread } from "./rounds.js";

export interface Figure {
  readonly name: string;
  readonly spread: Spread;
  /** µs per call of Redis' CPU, bytes, or × the baseline. */
  readonly unit: "×" | "µs" | "B";
  readonly goal?: number;
  readonly note?: string;
}

const shown = (value: number): string => value.toFixed(value < 100 ? 2 : 0);

export const ratio = (
  name: string,
  measured: Measured,
  baseline: Measured,
  goal?: number,
): Figure => ({
  name,
  spread: spreadOf(ratiosOf(measured, baseline)),
  unit: "×",
  ...(goal === undefined ? {} : { goal }),
  note: `${shown(spreadOf(measured.micros).median)} µs against ${shown(
    spreadOf(baseline.micros).median,
  )} µs`,
});

export const bytesEach = (name: string, bytes: number, goal?: number): Figure => ({
  name,
  spread: { median: bytes, low: bytes, high: bytes },
  unit: "B",
  ...(goal === undefined ? {} : { goal }),
});

/** A table of aligned columns: figure, median, spread, goal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, spread, unit, goal, note }) => [
    name,
    `${shown(spread.median)} ${unit}`,
    spread.low === spread.high ? "" : `[${shown(spread.low)}–${shown(spread.high)}]`,
    goal === undefined ? "" : `goal ≤ ${goal}${spread.median <= goal ? "" : "  missed"}`,
    note ?? "",
  ]);
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, cell.length)),
    [],
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
