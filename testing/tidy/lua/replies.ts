// The reply words of a script: the first items of the tables that it returns.

import { eachLuaNode, type Expression, type Statement } from "./syntax.js";

/** The expressions that a return can give: b and c for `a and b or c`. */
const given = (expression: Expression): readonly Expression[] =>
  expression.type === "LogicalExpression"
    ? [...given(expression.left), ...given(expression.right)]
    : [expression];

/** Every reply word except OK, each once; undefined for a first item that is not a constant. */
export function wordsReturned(statements: readonly Statement[]): ReadonlySet<string | undefined> {
  const words = new Set<string | undefined>();
  eachLuaNode(statements, (node) => {
    if (node.type !== "ReturnStatement") return;
    for (const value of node.arguments.flatMap(given)) {
      const first = value.type === "TableConstructorExpression" ? value.fields[0] : undefined;
      if (first?.type !== "TableValue") continue;
      words.add(first.value.type === "StringLiteral" ? first.value.value : undefined);
    }
  });
  words.delete("OK");
  return words;
}
