import { expect, test } from "@jest/globals";
import {
  badFileName,
  BANNED_WORDS,
  bannedWords,
  FORBIDDEN_WORDS,
  forbiddenWords,
  looseTypes,
} from "./wording.js";

const file = (path: string, text: string) => ({ path, text });

test("N9 lists all ten forbidden and all eight banned words", () => {
  expect(FORBIDDEN_WORDS).toHaveLength(10);
  expect(BANNED_WORDS).toHaveLength(8);
});

test.each(FORBIDDEN_WORDS)("N9 finds %s in any line", (word) => {
  expect(forbiddenWords(file("a.ts", `fine\n// see ${word} here`))).toEqual([
    `a.ts:2 says ${word}`,
  ]);
});

test("N9 ignores them inside other words", () => {
  const [note = "", path = ""] = [FORBIDDEN_WORDS[0], FORBIDDEN_WORDS.at(-1)];
  const text = `const ${note}S = 1; get("/api/v1${path}");`;
  expect(forbiddenWords(file("a.ts", text))).toEqual([]);
});

test.each(BANNED_WORDS)('N9 finds "%s" in comments, texts and names', (word) => {
  const capital = word.charAt(0).toUpperCase() + word.slice(1);
  const text = [`// ${capital} waits`, `say("for ${word}, or not");`, `let ${word};`, `fine`];
  expect(bannedWords(file("a.ts", text.join("\n")))).toEqual(
    [1, 2, 3].map((line) => `a.ts:${String(line)} says "${word}"`),
  );
});

test("N9 finds every banned word of a line, also before an apostrophe and in a sentence", () => {
  const [anyone = "", , , fuss = ""] = BANNED_WORDS;
  const man = BANNED_WORDS.at(-4) ?? "";
  const line = `With no more ${fuss}, ${anyone} joins: ${man}'s in.`;
  expect(bannedWords(file("a.md", line))).toEqual(
    [fuss, anyone, man].map((word) => `a.md:1 says "${word}"`),
  );
});

test("N9 ignores banned words inside other words", () => {
  const line = "this history, the shadow of the chimney, a heard hero; isHeThere, avocado, untold";
  expect(bannedWords(file("a.ts", `// ${line}`))).toEqual([]);
});

test.each(["server/utils.ts", "server/db/seat-data.ts", "web/queueManager.ts", "tools/info.mjs"])(
  "N9 refuses %s as the name of a file",
  (path) => {
    expect(badFileName(file(path, ""))).toEqual([`${path} is not a good file name`]);
  },
);

test.each(["server/database.ts", "lua/seat/hold.redis.test.ts", "server/db/0001-members.ts"])(
  "N9 accepts %s as the name of a file",
  (path) => {
    expect(badFileName(file(path, ""))).toEqual([]);
  },
);

test("N9 finds the type that disables the compiler, but not the word", () => {
  expect(looseTypes(file("a.ts", "// any\nconst any = 1;\nlet x: unknown = 'any';"))).toEqual([]);
  expect(looseTypes(file("a.ts", "let x: Map<string, any>;"))).toEqual(["a.ts:1 uses any"]);
  expect(looseTypes(file("a.ts", "const y = x as any;"))).toEqual(["a.ts:1 uses any"]);
});

test.each(["export default 1;", "export default function f() {}", "export default class {}"])(
  "N9 finds an export without a name: %s",
  (text) => {
    expect(looseTypes(file("a.ts", text))).toEqual(["a.ts:1 exports without a name"]);
  },
);
