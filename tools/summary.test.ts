import { describe, expect, test } from "@jest/globals";
import { summarise } from "./summary.js";

const file = (status: string, ...tests: string[]) => ({
  name: "x.test.ts",
  status,
  assertionResults: tests.map((one, at) => ({ status: one, fullName: `rule ${at}` })),
});

describe("the closing line", () => {
  test("counts the tests of all files and comes last", () => {
    const report = { testResults: [file("passed", "passed", "passed"), file("passed", "passed")] };
    expect(summarise(report)).toEqual({ lines: ["3 passed, 0 failed, 0 skipped"], isGood: true });
  });

  test("one failed test is a failed run", () => {
    const { lines, isGood } = summarise({ testResults: [file("failed", "passed", "failed")] });
    expect(lines).toEqual(["1 passed, 1 failed, 0 skipped"]);
    expect(isGood).toBe(false);
  });

  test("a file that could not run, or failed outside of its tests, is a failure", () => {
    const report = { testResults: [file("failed"), file("failed", "passed")] };
    expect(summarise(report)).toEqual({ lines: ["1 passed, 2 failed, 0 skipped"], isGood: false });
  });

  test("a run in which nothing ran is a failure", () => {
    expect(summarise(undefined).isGood).toBe(false);
    expect(summarise({ testResults: [] }).isGood).toBe(false);
  });

  test("what was skipped is named", () => {
    expect(summarise({ testResults: [file("passed", "passed", "pending")] }).lines).toEqual([
      "skipped (pending): rule 1",
      "1 passed, 0 failed, 1 skipped",
    ]);
  });
});
