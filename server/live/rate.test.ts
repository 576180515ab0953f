import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { AppError } from "../errors.js";
import { createSignalRate, type SignalRate } from "./rate.js";

let rate: SignalRate;

beforeEach(() => {
  jest.useFakeTimers();
  rate = createSignalRate();
});
afterEach(() => {
  jest.clearAllTimers();
  jest.useRealTimers();
});

async function takeMany(socketId: string, signals: number): Promise<void> {
  for (let at = 0; at < signals; at++) await rate.take(socketId);
}

async function refusalOf(socketId: string): Promise<AppError | undefined> {
  try {
    await rate.take(socketId);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  return undefined;
}

test("a socket may send 60 signals within 3 seconds; one more is refused", async () => {
  await takeMany("a", 30);
  jest.advanceTimersByTime(1500);
  await takeMany("a", 29);
  expect(await refusalOf("a")).toBeUndefined();
  const refused = await refusalOf("a");
  expect([refused?.code, refused?.retryAfterMs]).toEqual(["RATE_LIMITED", 1500]);
});

test("a refused socket may send again when its 3 seconds are over, not before", async () => {
  await takeMany("a", 60);
  jest.advanceTimersByTime(2999);
  expect((await refusalOf("a"))?.retryAfterMs).toBe(1);
  jest.advanceTimersByTime(1);
  await takeMany("a", 60);
  expect((await refusalOf("a"))?.retryAfterMs).toBe(3000);
});

test("the flood of one socket affects no other socket", async () => {
  await takeMany("a", 60);
  expect((await refusalOf("a"))?.code).toBe("RATE_LIMITED");
  await takeMany("b", 60);
});

test("the count of a socket is forgotten when its 3 seconds are over", async () => {
  await takeMany("a", 60);
  await takeMany("b", 1);
  expect(jest.getTimerCount()).toBe(2);
  jest.advanceTimersByTime(3000);
  expect(jest.getTimerCount()).toBe(0);
});
