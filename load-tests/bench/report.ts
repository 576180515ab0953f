// The report of a bench: one line per figure, with its goal.
import { ratiosOf, spreadOf, type Measured, type Spread } from "./rounds.js";

export interface Figure {
  readonly name: string;
  readonly spread: Spread;
  /** Times the baseline, CPU time in µs, bytes, per second, or the time of a call in ms. */
  readonly unit: "×" | "µs" | "B" | "/s" | "ms";
  /** The value is good up to this one. */
  readonly goal?: number;
  /** The value is good from this one on. */
  readonly atLeast?: number;
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

function goalOf({ spread: { median }, goal, atLeast }: Figure): string {
  if (goal !== undefined) return `goal ≤ ${goal}${median <= goal ? "" : "  missed"}`;
  if (atLeast !== undefined) return `goal ≥ ${atLeast}${median >= atLeast ? "" : "  missed"}`;
  return "";
}

/** The figures as a table with aligned columns: name, median, spread, goal, note. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${shown(figure.spread.median)} ${figure.unit}`,
    figure.spread.low === figure.spread.high
      ? ""
      : `[${shown(figure.spread.low)}–${shown(figure.spread.high)}]`,
    goalOf(figure),
    figure.note ?? "",
  ]);
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, i) => Math.max(widest[i] ?? 0, cell.length)),
    [],
  );
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}
