import { expect, test } from "@jest/globals";
import { assertBooks, booksIn, type Books } from "./books.js";
import type { CrowdResult } from "./crowd-orders.js";

const FAN = { token: "t", seatId: "1" };
const TURN = {
  orders: {
    ...({ url: "", showtimeId: "1", door: "rest", plan: "whole" } as const),
    ...{ fans: [FAN, FAN, FAN, FAN], waiting: [], callers: 1 },
  },
  ...{ seats: 2, price: 10 },
};
const RESULT: CrowdResult = {
  ...{ paid: 2, taken: 2, repeated: 0, payMs: [], wallMs: 1, queueTokens: [] },
};
const BOOKS: Books = { payments: 2, sold: 2, paid: 20, revenue: 20, unbalanced: 0, spent: 20 };

const complaintOf = (books: Partial<Books>, result: Partial<CrowdResult> = {}): string => {
  try {
    const found = { result: { ...RESULT, ...result }, books: { ...BOOKS, ...books } };
    assertBooks("twin", TURN, found);
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
};

test("N2 a turn of the bench counts when every seat has one winner and money is exact", () => {
  expect(complaintOf({})).toBe("");
});

test.each([
  [{ payments: 3 }, {}, "twin: payments 3 instead of 2"],
  [{ sold: 1 }, {}, "twin: sold 1 instead of 2"],
  [{ paid: 19 }, {}, "twin: paid 19 instead of 20"],
  [{ revenue: 21 }, {}, "twin: revenue 21 instead of 20"],
  [{ unbalanced: 1 }, {}, "twin: unbalanced 1 instead of 0"],
  [{ spent: 30 }, {}, "twin: spent 30 instead of 20"],
  [{}, { paid: 3 }, "twin: winners 3 instead of 2"],
  [{}, { taken: 1 }, "twin: losers 1 instead of 2"],
])("N2 a turn of the bench fails for books %j and a crowd %j", (books, result, complaint) => {
  expect(complaintOf(books, result)).toBe(complaint);
});

test("N2 sums that MySQL gives as texts are numbers, and no row is no money", () => {
  const row = { ...BOOKS, paid: "20", revenue: "20", spent: null, unbalanced: "0" };
  expect(booksIn([row])).toEqual({ ...BOOKS, spent: 0 });
});
