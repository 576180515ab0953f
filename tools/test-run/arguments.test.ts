import { describe, expect, test } from "@jest/globals";
import { parseTestArguments } from "./arguments.js";

const TIERS = ["--selectProjects", "redis", "mysql", "e2e"];

describe("the arguments of npm test", () => {
  test("without its own flags all arguments go to Jest", () => {
    const jest = ["--testPathPatterns", "lua/seat", "--silent"];
    expect(parseTestArguments(jest)).toEqual({ rounds: undefined, isBusy: false, jest });
    expect(parseTestArguments([])).toEqual({ rounds: undefined, isBusy: false, jest: [] });
  });

  test("--repeat N repeats the selected tests, and the other arguments go to Jest", () => {
    const selections = [
      ["--testPathPatterns", "lua/seat"],
      ["--testPathPatterns=lua/seat", "--silent"],
      ["--selectProjects", "unit"],
      ["--config", "{}"],
      ["-c", "x.mjs"],
      ["-t", "E3"],
      ["lua/seat"],
      ["--silent", "--maxWorkers", "1", "lua/seat"],
    ];
    for (const jest of selections) {
      const wanted = { rounds: 7, isBusy: false, jest };
      expect(parseTestArguments(["--repeat", "7", ...jest])).toEqual(wanted);
      expect(parseTestArguments([...jest, "--repeat=7"])).toEqual(wanted);
    }
  });

  test("--repeat N without a selection repeats the tiers with stores", () => {
    expect(parseTestArguments(["--repeat", "10", "--busy"])).toEqual({
      ...{ rounds: 10, isBusy: true, jest: TIERS },
    });
    expect(parseTestArguments(["--maxWorkers", "1", "--silent", "--repeat", "1"])).toEqual({
      ...{ rounds: 1, isBusy: false, jest: ["--maxWorkers", "1", "--silent", ...TIERS] },
    });
  });

  test("--busy without --repeat runs the selected tests once", () => {
    expect(parseTestArguments(["--busy"])).toEqual({ rounds: undefined, isBusy: true, jest: [] });
  });

  test("accepts 1 to 100 rounds, and answers one sentence otherwise", () => {
    expect(parseTestArguments(["--repeat", "1"])).toMatchObject({ rounds: 1 });
    expect(parseTestArguments(["--repeat", "100"])).toMatchObject({ rounds: 100 });
    for (const wrong of ["0", "101", "x", "-1", "1.5", "1e1", "", " 2", "07", "--busy"]) {
      const sentence = `npm test -- --repeat takes a whole number from 1 to 100, not "${wrong}".`;
      expect(parseTestArguments(["--repeat", wrong])).toBe(sentence);
      expect(parseTestArguments([`--repeat=${wrong}`])).toBe(sentence);
    }
    expect(parseTestArguments(["--busy", "--repeat"])).toContain('not ""');
  });
});
