import { expect, test } from "@jest/globals";
import { commandsOf, unnamedResults } from "./commands.js";

const problemsOf = (text: string): string[] => unnamedResults("lua/a/b.lua", text);

test("N9 finds every command that a script can call", () => {
  const text = `local a = redis.call('get', key)
local function put() redis.call(a and 'HSET' or 'HDEL', key, 'ZADD') end
return redis.sha1hex('SET')`;
  expect(commandsOf(text)).toEqual(["GET", "HDEL", "HSET"]);
  expect(() => commandsOf("return redis.call(KEYS[1], 'SET')")).toThrow("not spelled out");
});

test("N9 accepts a reply of HMGET that is assigned to names at once", () => {
  expect(problemsOf("local a, b = unpack(redis.call('HMGET', key, 'a', 'b'))")).toEqual([]);
  expect(problemsOf("local a a = unpack(redis.call('HMGET', key, 'a'))")).toEqual([]);
  expect(problemsOf("local a = redis.call('HGETALL', key)[1]")).toEqual([]);
});

test.each([
  ["kept as a table", "local sale = redis.call('HMGET', key, 'a', 'b')\nreturn sale[1]"],
  ["read by index at once", "local a = redis.call('HMGET', key, 'a')[1]"],
  ["put into another table", "local t = { unpack(redis.call('HMGET', key, 'a')) }"],
  ["passed to a function", "return f(unpack(redis.call('HMGET', key, 'a')))"],
])("N9 finds a reply of HMGET that is %s", (_, text) => {
  expect(problemsOf(`\n${text}`)).toEqual(["lua/a/b.lua:2 does not name what HMGET answers"]);
});

test("N9 finds a field of HMGET without a name, and a name without a field", () => {
  expect(problemsOf("local a = unpack(redis.call('HMGET', key, 'a', 'b'))")).toEqual([
    "lua/a/b.lua:1 has 1 names for 2 fields of HMGET",
  ]);
  expect(problemsOf("local a, b = unpack(redis.call('HMGET', key, 'a'))")).toEqual([
    "lua/a/b.lua:1 has 2 names for 1 fields of HMGET",
  ]);
});
