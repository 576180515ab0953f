// The commands that a Lua text calls, and how it uses the replies of HMGET.

import { eachLuaNode, isRedisCall, parseLua, startOf, stringsIn, type Node } from "./syntax.js";

type RedisCall = Extract<Node, { type: "CallExpression" }>;

/**
 * The commands that a text can call, in capitals. For `a and 'HSET' or 'HDEL'` it returns both.
 * @throws Error when the name of a command is not written in its call
 */
export function commandsOf(text: string): readonly string[] {
  const found = new Set<string>();
  eachLuaNode(parseLua(text), (node) => {
    if (!isRedisCall(node)) return;
    const names = stringsIn(node.arguments[0]);
    if (names.length === 0) throw new Error("a command is called whose name is not spelled out");
    for (const name of names) found.add(name.toUpperCase());
  });
  return [...found].sort();
}

const isHmget = (node: Node): node is RedisCall =>
  isRedisCall(node) && stringsIn(node.arguments[0]).includes("HMGET");

const isUnpack = (node: Node | undefined): node is RedisCall =>
  node?.type === "CallExpression" && node.base.type === "Identifier" && node.base.name === "unpack";

/**
 * Replies of HMGET that are not assigned to one name per field, as in
 * `local state, mode = unpack(redis.call('HMGET', …))`. A reply in a table is later read by index.
 */
export function unnamedResults(path: string, text: string): string[] {
  const found: string[] = [];
  const owner = new Map<Node, Node | undefined>();
  eachLuaNode(parseLua(text), (node, parent) => {
    owner.set(node, parent);
    if (!isHmget(node)) return;
    const line = text.slice(0, startOf(node)).split("\n").length;
    const place = `${path}:${String(line)}`;
    const statement = isUnpack(parent) ? owner.get(parent) : undefined;
    if (statement?.type !== "LocalStatement" && statement?.type !== "AssignmentStatement") {
      found.push(`${place} does not name what HMGET answers`);
      return;
    }
    const [names, fields] = [statement.variables.length, node.arguments.length - 2];
    if (names !== fields)
      found.push(`${place} has ${String(names)} names for ${String(fields)} fields of HMGET`);
  });
  return found;
}
