// The report of a bench: one line per figure, with its goal.
import { ratiosOf, spreadOf, type Measured, type Spread } from "./rounds.js";

export interface Figure {
  readonly name: string;
  readonly spread: Spread;
  /** CPU time of Redis per call in µs, bytes, or times the baseline. */
  readonly unit: "×" | "µs" | "B";
  readonly goal?: number;
  readonly note?: string;
}

const shown = (value: number): string => value.toFixed(value < 100 ? 2 : 0);

/** A figure that divides the measured times by those of the baseline, round by round. */
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

/** A figure in bytes. */
export const bytesEach = (name: string, bytes: number, goal?: number): Figure => ({
  name,
  spread: { median: bytes, low: bytes, high: bytes },
  unit: "B",
  ...(goal === undefined ? {} : { goal }),
});

/** The figures as a table with aligned columns: name, median, spread, goal, note. */
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
