// A wrapper gives the keys that the head of its script names, in that order, and expects what the
// head says that the script may ask of it: read from both.
import { beforeAll, describe, expect, it } from "@jest/globals";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { readHead, wordsIn } from "../testing/tidy/lua/heads.js";

const LUA = fileURLToPath(new URL(".", import.meta.url));
const WRAPPERS = fileURLToPath(new URL("../server/redis/", import.meta.url));
const ANY_NUMBER = /^(\d+)\.\.$/;

interface Spec {
  readonly file: string;
  readonly keys: readonly string[];
  readonly moreKeys?: unknown;
  readonly asks?: readonly string[];
  readonly answers?: readonly string[];
}

interface Header {
  readonly keys: readonly string[];
  readonly takesMore: boolean;
}

const filesOf = (folder: string, pattern: RegExp): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => pattern.test(name))
    .sort();

const scripts = filesOf(LUA, /^(?!lib\/)[a-z-]+\/[a-z-]+\.lua$/).map((name) => name.slice(0, -4));

/** The names of the KEYS section, each under its number. */
function parseHeader(text: string): Header {
  const words = (readHead(text).sections.get("KEYS") ?? "").split(/ +/);
  const keys: string[] = [];
  for (let at = 0; at < words.length; at += 2) {
    const [number = "", name = ""] = words.slice(at, at + 2);
    if (ANY_NUMBER.test(number)) return { keys, takesMore: true };
    if (Number(number) !== keys.length + 1) throw new Error(`key ${number} is not the next`);
    keys.push(name);
  }
  return { keys, takesMore: false };
}

const isSpec = (value: unknown): value is { readonly spec: Spec } =>
  typeof value === "function" && "spec" in value;

describe("a script and its wrapper", () => {
  const wrappers = new Map<string, { readonly spec: Spec; readonly module: string }>();

  beforeAll(async () => {
    for (const module of filesOf(WRAPPERS, /^[a-z-]+\/[a-z-]+(?<!\.test)\.ts$/)) {
      const exports = (await import(pathToFileURL(join(WRAPPERS, module)).href)) as object;
      for (const value of Object.values(exports)) {
        if (isSpec(value)) wrappers.set(value.spec.file, { spec: value.spec, module });
      }
    }
  });

  it("N9 exist both, under the same name", () => {
    expect([...wrappers.keys()].sort()).toEqual(scripts);
    for (const [file, { module }] of wrappers) expect(module).toBe(`${file}.ts`);
  });

  it.each(scripts)("N9 %s names the same keys in the same order", (file) => {
    const header = parseHeader(readFileSync(join(LUA, `${file}.lua`), "utf8"));
    const spec = wrappers.get(file)?.spec;
    expect(spec?.keys).toEqual(header.keys);
    expect(spec?.moreKeys !== undefined).toBe(header.takesMore);
    expect(header.keys[0]).toBe("control");
  });

  // Every wrapper is asked for another generation: the runner answers that for all of them.
  it.each(scripts)("N9 %s asks its wrapper for what its head names, and nothing else", (file) => {
    const { sections } = readHead(readFileSync(join(LUA, `${file}.lua`), "utf8"));
    const asked = wordsIn(sections.get("ASK")).filter((word) => word !== "WRONG_GENERATION");
    const spec = wrappers.get(file)?.spec;
    expect([...(spec?.asks ?? [])].sort()).toEqual(asked.sort());
    expect(wordsIn(sections.get("REFUSE"))).toEqual(
      expect.arrayContaining([...(spec?.answers ?? [])]),
    );
  });

  it("N9 a header with another key, order or number is found", () => {
    const head = (keys: string) => `#!lua\n-- a/b: c.\n--\n-- KEYS    ${keys}\n-- ARGV    1 x\n`;
    expect(parseHeader(head("1 control  2 sale")).keys).toEqual(["control", "sale"]);
    expect(parseHeader(head("1 control\n--         2 sale")).keys).toEqual(["control", "sale"]);
    expect(parseHeader(head("1 control  2.. key"))).toEqual({ keys: ["control"], takesMore: true });
    expect(() => parseHeader(head("1 control  3 sale"))).toThrow("not the next");
  });
});
