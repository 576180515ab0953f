import { expect, test } from "@jest/globals";
import { undocumentedExports, type Depth } from "./doc-sentences.js";

const file = (text: string) => ({ path: "a.ts", text });
const found = (text: string, depth: Depth = "functions and classes") =>
  undocumentedExports(file(text), depth);

test.each([
  ["f", "export function f() {}"],
  ["f", "export async function f() {}"],
  ["f", "export const f = () => 1;"],
  ["f", "export const f = <T>(x: T): T => x;"],
  ["f", "export const f = function () {};"],
  ["f", "export const f = (() => 1) satisfies () => number;"],
  ["f", "export const f = (() => 1) as () => number;"],
  ["C", "export class C {}"],
  ["C", "export abstract class C {}"],
  ["C", "export const C = class {};"],
  ["f", "function f() {}\nexport { f };"],
  ["f", "const f = () => 1;\nexport { f as g };"],
])("N9 finds that %s has no doc sentence in: %s", (name, text) => {
  expect(found(text)).toEqual([`a.ts:1 says nothing about ${name}`]);
});

test.each([
  "/** Adds two numbers. */\nexport function f() {}",
  "/** Adds two numbers. @throws Error never */\nexport function f() {}",
  "/**\n * Adds two numbers.\n * @throws Error never\n */\nexport const f = () => 1;",
  "/** 75 seconds are 1:15. */\nexport const f = () => 1;",
  "/** A pair (of numbers.) */\nexport class C {}",
  "/** Adds two numbers. */\nfunction f() {}\nexport { f };",
  "/** Adds. Twice. */\nexport function f(x: number): void;\nexport function f(x: string): void;",
])("N9 accepts: %s", (text) => {
  expect(found(text)).toEqual([]);
});

test.each([
  "// Adds two numbers.\nexport function f() {}",
  "/* Adds two numbers. */\nexport function f() {}",
  "/** @throws Error for letters */\nexport function f() {}",
  "/** adds two numbers */\nexport function f() {}",
  "/** Adds two numbers */\nexport function f() {}",
  "/** Adds. */\nexport function f() {}",
])("N9 finds no doc sentence in: %s", (text) => {
  expect(found(text)).toHaveLength(1);
});

test("N9 ignores what a file does not export, and what it only re-exports", () => {
  const text = [
    "function f() {}",
    "const g = () => 1;",
    "class C {}",
    'export { h } from "./h.js";',
    'export * from "./i.js";',
    "export const LIMIT = 3;",
    "export interface Shape { x: number }",
    "export type Id = string;",
  ].join("\n");
  expect(found(text)).toEqual([]);
});

test("N9 wants a sentence for every export and method of the published package", () => {
  const text = [
    "export const LIMIT = 3;",
    "export interface Shape { x: number }",
    "export type Id = string;",
    "/** A room with a door. */",
    "export class Room {",
    "  readonly id = 1;",
    "  get size() { return 1; }",
    "  /** Opens the door. */",
    "  open() {}",
    "  close() {}",
    "  #lock() {}",
    "  private key() {}",
    "  constructor() {}",
    "}",
  ].join("\n");
  const names = found(text, "everything exported").map((line) => line.split(" ").at(-1));
  expect(names).toEqual(["LIMIT", "Shape", "Id", "Room.id", "Room.size", "Room.close"]);
});

test("N9 reports the place of a missing sentence", () => {
  expect(found("\n\nexport function f() {}")).toEqual(["a.ts:3 says nothing about f"]);
});
