import { describe, expect, test } from "@jest/globals";
import { scopesOf } from "./scopes.js";
import { parseLua } from "./syntax.js";

const freeIn = (text: string): readonly string[] =>
  scopesOf(parseLua(text)).free.map(({ name, isWritten }) => (isWritten ? `${name}=` : name));

const localsIn = (text: string): Record<string, [reads: number, writes: number]> =>
  Object.fromEntries(
    scopesOf(parseLua(text)).locals.map(({ name, reads, writes }) => [
      name,
      [reads.length, writes.length],
    ]),
  );

describe("the locals of a Lua text", () => {
  test.each([
    ["a name before its declaration", "f(a) local a = 1", ["f", "a"]],
    ["the right side of its own declaration", "local a = a", ["a"]],
    ["a recursive local function", "local function f() return f() end", []],
    ["a function held by a local of its own name", "local f = function() return f() end", ["f"]],
    [
      "a parameter, and a name after the function",
      "local function f(a) return a end g(a)",
      ["g", "a"],
    ],
    ["a local of a block after its end", "do local a = 1 end return a", ["a"]],
    ["a local of one branch in the other", "if c then local a = 1 else b(a) end", ["c", "b", "a"]],
    ["a condition of repeat, which sees the block", "repeat local a = f() until a", ["f"]],
    ["a loop variable after the loop", "for i = 1, n do f(i) end return i", ["n", "f", "i"]],
    [
      "names of a generic loop",
      "for k, v in pairs(t) do f(k, v) end return v",
      ["pairs", "t", "f", "v"],
    ],
    ["a field, which is no name", "return t.a, t['b'], { c = d }", ["t", "t", "d"]],
    ["a method", "return s:len()", ["s"]],
  ])("N9 %s", (_, text, free) => {
    expect(freeIn(text)).toEqual(free);
  });

  test("N9 separates assignments from reads", () => {
    expect(freeIn("n = n + 1")).toEqual(["n", "n="]);
    expect(freeIn("t.a = 1 t[k] = v")).toEqual(["t", "v", "t", "k"]);
    expect(freeIn("function f() end function t.g() end")).toEqual(["f=", "t"]);
    expect(localsIn("local a, b = 1 a = b local function f() a = 2 return a end")).toEqual({
      a: [1, 2],
      b: [1, 0],
      f: [0, 0],
    });
  });

  test("N9 a later local hides an earlier one of the same name", () => {
    const { locals } = scopesOf(parseLua("local a = 1 local b = a local a = 2 return a"));
    const [first, , second] = locals;
    expect([first?.reads.length, second?.reads.length]).toEqual([1, 1]);
    expect(second?.hides).toBe(first);
  });

  test("N9 refuses a text that is not Lua", () => {
    expect(() => parseLua("local = 1")).toThrow(SyntaxError);
  });
});
