import { describe, expect, test } from "@jest/globals";
import { loadScript, spliceScript, type ReadLua } from "./load-script.js";

const folder =
  (files: Readonly<Record<string, string>>): ReadLua =>
  (name) => {
    const text = files[name];
    if (text === undefined) throw new Error(`no file ${name}`);
    return text;
  };

const include = (...names: readonly string[]): string =>
  names.map((name) => `-- include ${name}\n`).join("");

describe("a script and its includes", () => {
  test("N9 an include is put in where it is named, with what it includes", () => {
    const read = folder({
      "seat/hold": `local a = 1\nif a then\n  ${include("lib/x/outer")}end\n`,
      "lib/x/outer": `local b = 2\n${include("lib/x/inner")}local d = 4\n`,
      "lib/x/inner": "local c = 3\n",
    });
    const { source, parts } = spliceScript("seat/hold", { read });
    expect(source).toBe("local a = 1\nif a then\nlocal b = 2\nlocal c = 3\nlocal d = 4\nend\n");
    expect(parts.map(({ name, from, to }) => [name, source.slice(from, to)])).toEqual([
      ["lib/x/outer", "local b = 2\nlocal c = 3\nlocal d = 4\n"],
      ["lib/x/inner", "local c = 3\n"],
    ]);
  });

  test("N9 an include more than two levels deep is refused, and the way to it named", () => {
    const read = folder({
      "seat/hold": include("lib/x/one"),
      "lib/x/one": include("lib/x/two"),
      "lib/x/two": include("lib/x/three"),
      "lib/x/three": "",
    });
    expect(() => spliceScript("lib/x/one", { read })).not.toThrow();
    expect(() => spliceScript("seat/hold", { read })).toThrow(
      "an include is more than 2 levels deep: seat/hold > lib/x/one > lib/x/two > lib/x/three",
    );
  });

  test("N9 an include that stands twice in a script is refused, and both includers named", () => {
    const read = folder({
      "seat/hold": include("lib/x/one", "lib/x/shared"),
      "seat/read": include("lib/x/one", "lib/x/two"),
      "lib/x/one": include("lib/x/shared"),
      "lib/x/two": include("lib/x/shared"),
      "lib/x/shared": "",
    });
    expect(() => spliceScript("seat/hold", { read })).toThrow(
      "seat/hold includes lib/x/shared twice: by lib/x/one and by seat/hold",
    );
    expect(() => spliceScript("seat/read", { read })).toThrow(
      "seat/read includes lib/x/shared twice: by lib/x/one and by lib/x/two",
    );
  });

  test("N9 an include that includes itself is refused", () => {
    const read = folder({ "seat/hold": include("lib/x/one"), "lib/x/one": include("lib/x/one") });
    expect(() => spliceScript("seat/hold", { read })).toThrow("seat/hold includes lib/x/one twice");
  });

  test("N9 tests, and they alone, take the time from the control record", () => {
    const read = folder({
      "seat/hold": include("lib/shard/clock"),
      "lib/shard/clock": "local now = 1\n",
      "lib/shard/clock.test": "local now = clock\n",
    });
    const { source, sha } = loadScript("seat/hold", { read });
    const tested = loadScript("seat/hold", { read, clock: "record" });
    expect([source, tested.source]).toEqual(["local now = 1\n", "local now = clock\n"]);
    expect(sha).toMatch(/^[0-9a-f]{40}$/);
    expect(tested.sha).not.toBe(sha);
  });
});
