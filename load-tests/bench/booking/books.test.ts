import { expect, test } from "@jest/globals";
import { assertBooks, booksIn, type Books } from "./books.js";
import { PRICE } from "./sale.js";
import type { CrowdResult } from "../../../tools/crowd/crowd-orders.js";

const WANTED = { soldBefore: 1, seats: 2, losers: 2 };
const RESULT: CrowdResult = {
  ...{
    held: 2,
    paid: 2,
    taken: 2,
    repeated: 0,
    payments: [],
    stepMs: { join: [], admit: [], hold: [], pay: [] },
    wallMs: 1,
    places: [],
  },
};
const MONEY = 3 * PRICE;
const BOOKS: Books = {
  ...{ payments: 3, sold: 3, paid: MONEY, revenue: MONEY, unbalanced: 0, spent: MONEY },
};

const complaintOf = (books: Partial<Books>, result: Partial<CrowdResult> = {}): string => {
  try {
    const found = { result: { ...RESULT, ...result }, books: { ...BOOKS, ...books } };
    assertBooks("twin", WANTED, found);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

test("N2 a turn of the bench counts when every seat has one winner and money is exact", () => {
  expect(complaintOf({})).toBe("");
});

test.each([
  [{ payments: 4 }, {}, "twin: payments 4 instead of 3"],
  [{ sold: 2 }, {}, "twin: sold 2 instead of 3"],
  [{ paid: MONEY - 1 }, {}, `twin: paid ${MONEY - 1} instead of ${MONEY}`],
  [{ revenue: MONEY + 1 }, {}, `twin: revenue ${MONEY + 1} instead of ${MONEY}`],
  [{ unbalanced: 1 }, {}, "twin: unbalanced 1 instead of 0"],
  [{ spent: 0 }, {}, `twin: spent 0 instead of ${MONEY}`],
  [{}, { paid: 3 }, "twin: winners 3 instead of 2"],
  [{}, { taken: 1 }, "twin: losers 1 instead of 2"],
])("N2 a turn of the bench fails for books %j and a crowd %j", (books, result, complaint) => {
  expect(complaintOf(books, result)).toBe(complaint);
});

test("N2 sums that MySQL gives as texts are numbers, and no row is no money", () => {
  const row = {
    ...BOOKS,
    paid: String(MONEY),
    revenue: String(MONEY),
    spent: null,
    unbalanced: "0",
  };
  expect(booksIn([row])).toEqual({ ...BOOKS, spent: 0 });
});
