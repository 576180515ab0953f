// Counts of what the fans did; the counts of several processes can be added up.

export const STEPS = ["join", "admit", "hold", "pay"] as const;
export type Step = (typeof STEPS)[number];

const COUNTS = [
  ...["joined", "admitted", "held", "lapsed", "released", "paid", "ticketsSold"],
  ...["toppedUp", "gaveUp", "unfinished", "reconnected"],
] as const;
export type Count =
  | "joined"
  | "admitted"
  | "held"
  | "lapsed"
  | "released"
  | "paid"
  | "ticketsSold"
  | "toppedUp"
  | "gaveUp"
  | "unfinished"
  | "reconnected";

/** The counts of one process since its last report. */
export interface TallyPart {
  readonly counts: Partial<Record<Count, number>>;
  readonly samplesMs: Partial<Record<Step, readonly number[]>>;
  readonly errors: Readonly<Record<string, number>>;
}

export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface DemoSummary extends Readonly<Record<Count, number>> {
  readonly fans: number;
  readonly seconds: number;
  readonly paidPerSecond: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<Step, Percentiles>>;
}

/** A percentile by the nearest rank, rounded; 0 when there are no values. */
export function percentile(sorted: readonly number[], share: number): number {
  return Math.round(sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0);
}

/** The percentiles of durations, in ms. */
export function percentilesOf(samples: readonly number[]): Percentiles {
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (share: number) => percentile(sorted, share);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/** Adds up the reports of all processes. */
export class Tally {
  readonly #counts = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  readonly #samples: Record<Step, number[]> = { join: [], admit: [], hold: [], pay: [] };
  #firstPaidAt = 0;
  #lastPaidAt = 0;

  /** The total of one count. */
  count(what: Count): number {
    return this.#counts.get(what) ?? 0;
  }

  /** The error codes with their counts, most frequent first. */
  get errors(): readonly (readonly [code: string, times: number])[] {
    return [...this.#errors].toSorted(([, a], [, b]) => b - a);
  }

  /** The durations of each step, in ms. */
  steps(): Record<Step, Percentiles> {
    const { join, admit, hold, pay } = this.#samples;
    return {
      join: percentilesOf(join),
      admit: percentilesOf(admit),
      hold: percentilesOf(hold),
      pay: percentilesOf(pay),
    };
  }

  /** Adds a report that came at the time `now`, in ms since 1970. */
  add({ counts, samplesMs, errors }: TallyPart, now: number): void {
    for (const [what, times] of Object.entries(counts)) plus(this.#counts, what, times);
    for (const [code, times] of Object.entries(errors)) plus(this.#errors, code, times);
    for (const step of STEPS) this.#samples[step].push(...(samplesMs[step] ?? []));
    if ((counts.paid ?? 0) === 0) return;
    if (this.#firstPaidAt === 0) this.#firstPaidAt = now;
    this.#lastPaidAt = now;
  }

  /** The number of fans who are done. */
  get settled(): number {
    const ends: readonly Count[] = ["paid", "lapsed", "released", "gaveUp", "unfinished"];
    return ends.reduce((sum, what) => sum + this.count(what), 0);
  }

  /** The summary of the run, as printed in the line `DEMO {…}`. */
  summary(fans: number, seconds: number): DemoSummary {
    const counts = Object.fromEntries(
      COUNTS.map((what) => [what, this.#counts.get(what) ?? 0]),
    ) as Record<Count, number>;
    const payingSeconds = Math.max(1, (this.#lastPaidAt - this.#firstPaidAt) / 1_000);
    return {
      fans,
      ...counts,
      seconds: Math.round(seconds),
      paidPerSecond: Math.round((counts.paid / payingSeconds) * 10) / 10,
      errors: Object.fromEntries(this.errors),
      steps: this.steps(),
    };
  }
}

function plus(totals: Map<string, number>, name: string, times: number): void {
  totals.set(name, (totals.get(name) ?? 0) + times);
}

/** Collects the counts of one process until its next report. */
export class TallySheet {
  #counts: Partial<Record<Count, number>> = {};
  #samplesMs: Partial<Record<Step, number[]>> = {};
  #errors: Record<string, number> = {};

  count(what: Count, times = 1): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + times;
  }

  took(step: Step, ms: number): void {
    (this.#samplesMs[step] ??= []).push(Math.round(ms));
  }

  refused(code: string): void {
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
  }

  take(): TallyPart {
    const part = { counts: this.#counts, samplesMs: this.#samplesMs, errors: this.#errors };
    this.#counts = {};
    this.#samplesMs = {};
    this.#errors = {};
    return part;
  }
}
