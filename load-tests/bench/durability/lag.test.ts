import { expect, test } from "@jest/globals";
import { lagsOf, speedOf } from "./lag.js";

const seen = [
  { durable: 1, projected: 0, at: 1000 },
  { durable: 3, projected: 1, at: 1010 },
  { durable: 3, projected: 3, at: 1030 },
];
const entries = [
  { n: 1, at: 995 },
  { n: 2, at: 1001 },
  { n: 3, at: 1009 },
];

test("N2 the lag of an entry ends with the first look that finds it", () => {
  expect(lagsOf(entries, seen, "durable")).toEqual([1, 5, 9]);
  expect(lagsOf(entries, seen, "projected")).toEqual([15, 21, 29]);
});

test("N2 an entry that no look has found is an error, not a short lag", () => {
  expect(() => lagsOf([...entries, { n: 4, at: 1010 }], seen, "durable")).toThrow("entry 4");
});

test("N2 the speed of a cursor counts what was left at the first look", () => {
  expect(speedOf(seen, 3, "durable")).toBe(200);
  expect(speedOf(seen, 3, "projected")).toBe(100);
});

test("N2 a speed without a backlog is an error", () => {
  expect(() => speedOf(seen, 1, "durable")).toThrow("backlog");
  expect(() => speedOf(seen, 4, "durable")).toThrow("backlog");
});
