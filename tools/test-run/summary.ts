import { basename } from "node:path";

/** The part of Jest's JSON report that is used here. */
export interface JestReport {
  readonly testResults: readonly FileReport[];
}

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

/** One run of Jest. */
export interface Round {
  /** Undefined when Jest ended before it could write a report. */
  readonly report: JestReport | undefined;
  /** The exit code of Jest; null when a signal ended it. */
  readonly exitCode: number | null;
  readonly seconds: number;
}

interface Outcome {
  readonly passed: number;
  /** Tests with their file, and files that could not run or failed outside of their tests. */
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

interface Summary {
  readonly lines: readonly string[];
  readonly isGood: boolean;
}

/**
 * The closing lines of a run: the skipped tests, then the counts. A file that could not run, or
 * that failed outside of its tests, counts as one failure.
 */
export function summarise(report: JestReport | undefined): Summary {
  const outcome = outcomeOf(report);
  return { lines: [...outcome.skipped, countsOf([outcome])], isGood: isGood(outcome) };
}

/** The line after a round: its counts and its duration. */
export function lineOfRound(rounds: readonly Round[], total: number): string {
  const round = rounds.at(-1);
  const counts = countsOf([outcomeOf(round?.report)]);
  return `round ${rounds.length} of ${total}: ${counts} in ${(round?.seconds ?? 0).toFixed(0)} s`;
}

/**
 * The closing lines of several rounds: the skipped tests, the failed tests with their rounds, and
 * the counts of all rounds. The run is good only when every round was good.
 */
export function sumUp(rounds: readonly Round[], total: number): Summary {
  const outcomes = rounds.map(({ report }) => outcomeOf(report));
  const isWhole = rounds.length === total;
  const odd = rounds.flatMap(({ exitCode, report }, at) =>
    exitCode !== 0 && (report === undefined || isGood(outcomeOf(report)))
      ? [`round ${at + 1}: Jest ended with ${exitCode ?? "a signal"}`]
      : [],
  );
  return {
    lines: [
      ...new Set(outcomes.flatMap(({ skipped }) => skipped)),
      ...failuresOf(outcomes),
      ...odd,
      ...(isWhole ? [] : [`ended after ${rounds.length} of ${total} rounds`]),
      countsOf(outcomes),
    ],
    isGood: isWhole && odd.length === 0 && outcomes.every(isGood),
  };
}

function failuresOf(outcomes: readonly Outcome[]): string[] {
  const rounds = new Map<string, number[]>();
  for (const [at, { failed }] of outcomes.entries()) {
    for (const name of failed) rounds.set(name, [...(rounds.get(name) ?? []), at + 1]);
  }
  return [...rounds].map(([name, at]) => `failed in round ${at.join(", ")}: ${name}`);
}

const isGood = ({ passed, failed }: Outcome): boolean => passed > 0 && failed.length === 0;

function countsOf(outcomes: readonly Outcome[]): string {
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((all, one) => all + of(one), 0);
  const failed = sum((outcome) => outcome.failed.length);
  const skipped = sum((outcome) => outcome.skipped.length);
  return `${sum(({ passed }) => passed)} passed, ${failed} failed, ${skipped} skipped`;
}

function outcomeOf(report: JestReport | undefined): Outcome {
  const files = report?.testResults ?? [];
  const tests = files.flatMap(({ name, assertionResults }) =>
    assertionResults.map((test) => ({ ...test, file: basename(name) })),
  );
  const failed = tests.filter(({ status }) => status === "failed");
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  return {
    passed: tests.length - failed.length - skipped.length,
    failed: [
      ...failed.map(({ file, fullName }) => `${file}: ${fullName}`),
      ...files.filter(isBrokenOutsideOfTests).map(({ name }) => basename(name)),
    ],
    skipped: skipped.map(({ status, fullName }) => `skipped (${status}): ${fullName}`),
  };
}

function isBrokenOutsideOfTests({ status, assertionResults }: FileReport): boolean {
  return status === "failed" && !assertionResults.some((test) => test.status === "failed");
}
