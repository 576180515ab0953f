import { expect, test } from "@jest/globals";
import { parseBenchArguments } from "./options.js";

const parse = (...args: string[]) => parseBenchArguments(args, ["rest", "signals"]);

test("N2 options of the bench stand beside the names of parts, in any order", () => {
  const args = ["booking", "--rounds", "3", "doors", "--case", "rest,signals", "--bookings", "100"];
  expect(parse(...args, "--cpu-prof", "profiles")).toEqual({
    names: ["booking", "doors"],
    options: {
      ...{ rounds: 3, bookings: 100, cases: ["rest", "signals"] },
      profileFolder: "profiles",
    },
  });
});

test("N2 without options every part has its defaults, and unknown words stay names", () => {
  const options = { rounds: undefined, bookings: undefined, cases: [], profileFolder: undefined };
  expect(parse("--all")).toEqual({ names: ["--all"], options });
});

test.each([
  [["--rounds", "0"], "--rounds must be a whole number from 1 to 100"],
  [["--rounds", "101"], "--rounds must be a whole number from 1 to 100"],
  [["--rounds", "1.5"], "--rounds must be a whole number from 1 to 100"],
  [["--bookings", "9"], "--bookings must be a whole number from 10 to 10000"],
  [["--bookings", "10001"], "--bookings must be a whole number from 10 to 10000"],
  [["--bookings", "x"], "--bookings must be a whole number from 10 to 10000"],
  [["--case", "rest,nosuch"], "no such case: nosuch (choose from rest, signals)"],
  [["--case", ""], "no such case:  (choose from rest, signals)"],
  [["booking", "--rounds"], "--rounds needs a value"],
])("N2 the bench refuses %j with one sentence", (args, complaint) => {
  expect(parse(...args)).toEqual({ complaint });
});
