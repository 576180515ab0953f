// Parses Lua 5.1 with luaparse, and walks the tree in the order of evaluation.

import {
  parse,
  type Expression,
  type IfStatement,
  type Node,
  type Statement,
  type TableConstructorExpression,
} from "luaparse";

export type { Expression, Node, Statement } from "luaparse";

interface Ranged {
  readonly range: readonly [number, number];
}

/** The statements of a script or include. @throws SyntaxError when the text is not Lua 5.1 */
export const parseLua = (text: string): readonly Statement[] =>
  parse(text, {
    luaVersion: "5.1",
    encodingMode: "pseudo-latin1",
    comments: false,
    ranges: true,
  }).body;

/** The index of a node's first character in the text. */
export const startOf = (node: Node): number => (node as Node & Ranged).range[0];

const partsOfIf = ({ clauses }: IfStatement): readonly Node[] =>
  clauses.flatMap((clause) =>
    clause.type === "ElseClause" ? clause.body : [clause.condition, ...clause.body],
  );

const partsOfTable = ({ fields }: TableConstructorExpression): readonly Node[] =>
  fields.flatMap((field) => (field.type === "TableKey" ? [field.key, field.value] : [field.value]));

/** The child nodes of a node, in the order of evaluation. */
export function partsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case "LocalStatement":
    case "AssignmentStatement":
      return [...node.init, ...node.variables];
    case "FunctionDeclaration":
      return [...(node.identifier ? [node.identifier] : []), ...node.parameters, ...node.body];
    case "IfStatement":
      return partsOfIf(node);
    case "WhileStatement":
      return [node.condition, ...node.body];
    case "RepeatStatement":
      return [...node.body, node.condition];
    case "DoStatement":
      return node.body;
    case "ForNumericStatement":
      return [node.start, node.end, ...(node.step ? [node.step] : []), node.variable, ...node.body];
    case "ForGenericStatement":
      return [...node.iterators, ...node.variables, ...node.body];
    case "ReturnStatement":
      return node.arguments;
    case "CallStatement":
      return [node.expression];
    default:
      return partsOfExpression(node);
  }
}

function partsOfExpression(node: Node): readonly Node[] {
  switch (node.type) {
    case "CallExpression":
      return [node.base, ...node.arguments];
    case "TableCallExpression":
      return [node.base, node.arguments];
    case "StringCallExpression":
      return [node.base, node.argument];
    case "MemberExpression":
      return [node.base];
    case "IndexExpression":
      return [node.base, node.index];
    case "TableConstructorExpression":
      return partsOfTable(node);
    case "BinaryExpression":
    case "LogicalExpression":
      return [node.left, node.right];
    case "UnaryExpression":
      return [node.argument];
    default:
      return [];
  }
}

/** Calls `visit` with every node, parents first. */
export function eachLuaNode(
  nodes: readonly Node[],
  visit: (node: Node, parent: Node | undefined) => void,
  parent?: Node,
): void {
  for (const node of nodes) {
    visit(node, parent);
    eachLuaNode(partsOf(node), visit, node);
  }
}

/** Every string constant of an expression, as in `a and 'HSET' or 'HDEL'`. */
export function stringsIn(expression: Expression | undefined): readonly string[] {
  if (expression === undefined) return [];
  const found: string[] = [];
  eachLuaNode([expression], (node) => {
    if (node.type === "StringLiteral") found.push(node.value);
  });
  return found;
}

/** Whether a node is a call of `redis.call`. */
export const isRedisCall = (node: Node): node is Extract<Node, { type: "CallExpression" }> =>
  node.type === "CallExpression" &&
  node.base.type === "MemberExpression" &&
  node.base.identifier.name === "call" &&
  node.base.base.type === "Identifier" &&
  node.base.base.name === "redis";
