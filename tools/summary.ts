/** The part of Jest's JSON report that counts. */
export interface JestReport {
  readonly testResults: readonly FileReport[];
}

interface FileReport {
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
}

/**
 * The closing lines of a run, the counts last. A file that could not run, or that failed outside of
 * its tests, counts as one failure; what was skipped is named.
 */
export function summarise(report: JestReport | undefined): { lines: string[]; isGood: boolean } {
  const files = report?.testResults ?? [];
  const tests = files.flatMap((file) => file.assertionResults);
  const passed = tests.filter(({ status }) => status === "passed").length;
  const failed = tests.filter(({ status }) => status === "failed").length;
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed");
  const broken = files.filter(isBrokenOutsideOfTests).length;
  return {
    lines: [
      ...skipped.map(({ status, fullName }) => `skipped (${status}): ${fullName}`),
      `${passed} passed, ${failed + broken} failed, ${skipped.length} skipped`,
    ],
    isGood: passed > 0 && failed + broken === 0,
  };
}

function isBrokenOutsideOfTests({ status, assertionResults }: FileReport): boolean {
  return status === "failed" && !assertionResults.some((test) => test.status === "failed");
}
