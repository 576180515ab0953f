import { describe, expect, test } from "@jest/globals";
import { lineOfRound, summarise, sumUp, type JestReport } from "./summary.js";

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

  test("a file that could not run, or failed outside of its tests, counts as a failure", () => {
    const report = { testResults: [file("failed"), file("failed", "passed")] };
    expect(summarise(report)).toEqual({ lines: ["1 passed, 2 failed, 0 skipped"], isGood: false });
  });

  test("a run without tests is a failed run", () => {
    expect(summarise(undefined).isGood).toBe(false);
    expect(summarise({ testResults: [] }).isGood).toBe(false);
  });

  test("skipped tests are listed", () => {
    expect(summarise({ testResults: [file("passed", "passed", "pending")] }).lines).toEqual([
      "skipped (pending): rule 1",
      "1 passed, 0 failed, 1 skipped",
    ]);
  });
});

describe("the closing lines of several rounds", () => {
  const good = { testResults: [file("passed", "passed", "passed")] };
  const bad = { testResults: [file("failed", "passed", "failed")] };
  const broken = { testResults: [file("failed"), file("passed", "passed", "pending")] };
  const round = (report: JestReport | undefined, exitCode: number | null = 0) => ({
    ...{ report, exitCode, seconds: 61.4 },
  });

  test("each round has a line of its own", () => {
    expect(lineOfRound([round(good)], 2)).toBe(
      "round 1 of 2: 2 passed, 0 failed, 0 skipped in 61 s",
    );
    expect(lineOfRound([round(good), round(bad, 1)], 2)).toBe(
      "round 2 of 2: 1 passed, 1 failed, 0 skipped in 61 s",
    );
  });

  test("the counts are those of all rounds together", () => {
    expect(sumUp([round(good), round(good)], 2)).toEqual({
      lines: ["4 passed, 0 failed, 0 skipped"],
      isGood: true,
    });
  });

  test("failed tests are listed with their rounds, and skipped tests once", () => {
    const rounds = [round(bad, 1), round(broken, 1), round(bad, 1), round(broken, 1)];
    expect(sumUp(rounds, 4)).toEqual({
      lines: [
        "skipped (pending): rule 1",
        "failed in round 1, 3: x.test.ts: rule 1",
        "failed in round 2, 4: x.test.ts",
        "4 passed, 4 failed, 2 skipped",
      ],
      isGood: false,
    });
  });

  test("a round in which Jest exits with an error is not good, also with a good report", () => {
    expect(sumUp([round(good), round(good, 1)], 2)).toEqual({
      lines: ["round 2: Jest ended with 1", "4 passed, 0 failed, 0 skipped"],
      isGood: false,
    });
    expect(sumUp([round(undefined, null)], 1).lines[0]).toBe("round 1: Jest ended with a signal");
  });

  test("a run with missing rounds is not good", () => {
    expect(sumUp([round(good)], 3)).toEqual({
      lines: ["ended after 1 of 3 rounds", "2 passed, 0 failed, 0 skipped"],
      isGood: false,
    });
    expect(sumUp([round({ testResults: [] })], 1).isGood).toBe(false);
  });
});
