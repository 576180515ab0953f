import { expect, test } from "@jest/globals";
import { AppError } from "../../errors.js";
import { assertDepth, DEPTH_MAX } from "./depth.js";

const SHAPES: readonly (readonly [string, (at: number) => readonly [string, string]])[] = [
  ["lists", () => ["[", "]"]],
  ["objects", () => ['{"a":', "}"]],
  ["lists and objects", (at) => (at % 2 === 0 ? ["[", "]"] : ['{"a":', "}"])],
  ["lists beside shallow fields", (at) => (at < 30 ? ['[1,{"b":2},', ',"x"]'] : ["[", "]"])],
];

function nested(levels: number, shape: (at: number) => readonly [string, string]): unknown {
  const parts = Array.from({ length: levels }, (_, at) => shape(at));
  const heads = parts.map(([head]) => head).join("");
  const tails = parts.map(([, tail]) => tail).reverse();
  return JSON.parse(`${heads}null${tails.join("")}`);
}

const codeOf = (given: unknown): string => {
  try {
    assertDepth(given);
    return "OK";
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${String(error.detail)}`;
    throw error;
  }
};

const REFUSED = "VALIDATION: The body is nested deeper than 32 levels";

test.each(SHAPES)("N9 takes %s of 32 levels and refuses 33", (_what, shape) => {
  expect(DEPTH_MAX).toBe(32);
  expect(codeOf(nested(32, shape))).toBe("OK");
  expect(codeOf(nested(33, shape))).toBe(REFUSED);
});

test.each(SHAPES)(
  "N9 refuses %s of a hundred thousand levels without deep recursion",
  (_w, shape) => {
    expect(codeOf(nested(100_000, shape))).toBe(REFUSED);
  },
);

test("N9 counts levels alone: values that are long or wide pass", () => {
  for (const given of [undefined, null, 1, "[".repeat(1000), true]) {
    expect(codeOf(given)).toBe("OK");
  }
  expect(codeOf(Array.from({ length: 100_000 }, () => ({ a: [1] })))).toBe("OK");
});
