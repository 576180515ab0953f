import { expect, test } from "@jest/globals";
import { z } from "zod";
import { fieldProblems } from "./field-problems.js";

const Choice = z.union([
  z.strictObject({ seatIds: z.array(z.string()) }),
  z.strictObject({ areaId: z.string(), quantity: z.int() }),
]);

function pointersOf(schema: z.ZodType, given: unknown): readonly string[] {
  const { error } = schema.safeParse(given);
  return error === undefined ? [] : fieldProblems(error).map(({ pointer }) => pointer);
}

test("N9 points at each unknown field by its name, with JSON pointer escapes", () => {
  expect(pointersOf(z.strictObject({}), { a: 1, "b/c~d": 2 })).toEqual(["/a", "/b~1c~0d"]);
});

test("N9 points into lists and nested fields", () => {
  const schema = z.strictObject({ areas: z.array(z.strictObject({ capacity: z.int() })) });
  expect(pointersOf(schema, { areas: [{ capacity: 1 }, { capacity: "x" }] })).toEqual([
    "/areas/1/capacity",
  ]);
});

test("N9 reports the problems of the alternative that comes closest", () => {
  expect(pointersOf(Choice, { areaId: "a", quantity: 1.5 })).toEqual(["/quantity"]);
  expect(pointersOf(Choice, { seatIds: "x" })).toEqual(["/seatIds"]);
});

test("N9 reports the alternative whose own field is given, even with more problems", () => {
  expect(pointersOf(Choice, { seatIds: [1, 2, 3, 4, 5] })).toEqual(
    [0, 1, 2, 3, 4].map((at) => `/seatIds/${at}`),
  );
  const asked = z.union(Choice.options.map((one) => one.extend({ opId: z.string() })));
  expect(pointersOf(asked, { seatIds: ["1"] })).toEqual(["/opId"]);
  expect(pointersOf(asked, { areaId: "a", quantity: 1 })).toEqual(["/opId"]);
});

test("N9 bounds number and length of the problems of one body", () => {
  const body = Object.fromEntries(Array.from({ length: 999 }, (_, at) => [`f${at}`, at]));
  const { error } = z.strictObject({}).safeParse({ ...body, ["x".repeat(99_999)]: 1 });
  const problems = error === undefined ? [] : fieldProblems(error);
  expect(problems).toHaveLength(50);
  expect(JSON.stringify(problems).length).toBeLessThan(20_000);
});
