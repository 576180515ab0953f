import { expect, test } from "@jest/globals";
import { ALL_IDS, requirementProblems, requirementsIn, testTitles } from "./requirements.js";

const works = (id: string) => ({ id, state: "works" });
const titlesOfAll = ALL_IDS.map((id) => `${id} holds`);

test("N4 finds a working row without a test that has its id", () => {
  const rows = ALL_IDS.map(works);
  const titles = titlesOfAll.filter((title) => !title.startsWith("E3 "));
  expect(requirementProblems(rows, titlesOfAll, [])).toEqual([]);
  expect(requirementProblems(rows, titles, [])).toEqual(["E3 works, but no test says so"]);
  expect(requirementProblems(rows, [...titles, "E33 holds", "CE3 holds"], [])).toHaveLength(1);
});

test("N4 finds a missing row, a row without a state, and one without a chapter", () => {
  const but = (state: string) => ALL_IDS.map((id) => (id === "H1" ? { id, state } : works(id)));
  expect(requirementProblems(but("later: Events"), titlesOfAll, ["Events"])).toEqual([]);
  expect(requirementProblems(but("later: Events"), titlesOfAll, [])).toHaveLength(1);
  expect(requirementProblems(but(""), titlesOfAll, [])).toEqual(["H1 has no state"]);
  const rows = ALL_IDS.filter((id) => id !== "H1").map(works);
  expect(requirementProblems(rows, titlesOfAll, [])).toEqual(["H1 is not listed"]);
});

test("N4 reads the rows of the page", () => {
  const text =
    "| # | what | state |\n|---|---|---|\n| **A** | | |\n| A1 | a \\| b | shows | works |";
  expect(requirementsIn(text)).toEqual([{ id: "A1", state: "works" }]);
});

test("N4 reads the titles of tests, but not the arguments of other calls", () => {
  const text = [
    'test("E1 holds", () => {});',
    'it.each([1])("E2 %s", () => {});',
    "test(`E3 ${x} times`, run);",
    'describe("E4", () => {});',
    'pattern.test("E5");',
    'expect("E6").toBe(1);',
  ].join("\n");
  expect(testTitles({ path: "a.test.ts", text })).toEqual(["E1 holds", "E2 %s", "E3 "]);
});
