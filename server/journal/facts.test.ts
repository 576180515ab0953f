import { describe, expect, test } from "@jest/globals";
import { parseEntry } from "./entry.js";
import { factsOf, numberedFacts } from "./facts.js";

const AT = 1_800_000_000_000;
const PAID = parseEntry(`paid pay/confirm:p ${AT} 1 p h 7 400 4,5 - 2 2 18 9 100 50`);
const TOMBSTONED = parseEntry(`tombstoned pay/resolve:p ${AT} 1 p`);

describe("the facts of an entry", () => {
  test("G2 a payment in one step says what three entries of one in two phases say", () => {
    const wallet = `7 p 400 h 1 100`;
    expect(factsOf(PAID)).toEqual([
      parseEntry(`authorised pay/authorise:p ${AT} ${wallet} 450`),
      parseEntry(`sold pay/confirm:p ${AT} 1 p h 7 400 4,5 - 2 2 18 9`),
      parseEntry(`captured pay/capture:p ${AT} ${wallet} 50`),
    ]);
  });

  test("every other entry is one fact", () => {
    expect(factsOf(TOMBSTONED)).toEqual([TOMBSTONED]);
  });

  test("are numbered by entry and part", () => {
    const facts = numberedFacts([
      { n: 8, entry: TOMBSTONED },
      { n: 9, entry: PAID },
    ]);
    expect(facts.map(({ n, part, entry }) => [n, part, entry.kind])).toEqual([
      [8, 0, "tombstoned"],
      [9, 0, "authorised"],
      [9, 1, "sold"],
      [9, 2, "captured"],
    ]);
  });
});
