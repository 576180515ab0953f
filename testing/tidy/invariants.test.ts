import { expect, test } from "@jest/globals";
import { ALL_RULES, invariantProblems } from "./invariants.js";

const row = (id: string) => `| ${id}  | always | \`a.test.ts\` |`;
const whole = ALL_RULES.map(row).join("\n");
const exists = (path: string) => path === "a.test.ts";

test("N4 accepts a page on which each rule names an existing test", () => {
  expect(invariantProblems(whole, exists)).toEqual([]);
});

test("N4 finds a rule that is missing, names no test, or names a missing test", () => {
  expect(invariantProblems(whole.replace("| I3 ", "| J3 "), exists)).toEqual(["I3 is not listed"]);
  expect(invariantProblems(whole.replace(row("I3"), "| I3 | always | |"), exists)).toEqual([
    "I3 names no test",
  ]);
  expect(
    invariantProblems(whole.replace(row("I3"), row("I3").replace("a.", "b.")), exists),
  ).toEqual(["I3 names b.test.ts: not there"]);
});
