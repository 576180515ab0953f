import { expect, test } from "@jest/globals";
import { AppError } from "../../errors.js";
import { createPollGuard } from "./poll-guard.js";

function refusalOf(call: () => void): AppError | undefined {
  try {
    call();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
}

test("C5 refuses a poll before half of its pollAfterMs, to the millisecond", () => {
  let now = 1000;
  const guard = createPollGuard(() => now);
  guard.assertDue("a");
  guard.answered("a", 2000);
  now = 1999;
  const refused = refusalOf(() => guard.assertDue("a"));
  expect([refused?.code, refused?.retryAfterMs]).toEqual(["RATE_LIMITED", 1]);
  now = 2000;
  expect(refusalOf(() => guard.assertDue("a"))).toBeUndefined();
});

test("C5 holds up no other place, and remembers a bounded number of places", () => {
  const guard = createPollGuard(() => 0);
  guard.answered("first", 2000);
  expect(refusalOf(() => guard.assertDue("other"))).toBeUndefined();
  for (let at = 0; at < 100_000; at++) guard.answered(`t${at}`, 2000);
  expect(refusalOf(() => guard.assertDue("first"))).toBeUndefined();
  expect(refusalOf(() => guard.assertDue("t99999"))?.code).toBe("RATE_LIMITED");
});
