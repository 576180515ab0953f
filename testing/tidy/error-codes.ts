// Finds the error codes in the code. A code that is not in the table must not be answered, because
// clients would not know it.

import ts from "typescript";
import { eachNode, placeOf, type SourceFile } from "./source-files.js";

export interface UsedCode {
  readonly code: string;
  readonly place: string;
}

const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;
/** Codes of Node, MySQL and TLS. Codes of the table never begin like this. */
const FOREIGN = /^(E[A-Z0-9]+|ER_.*|ERR_.*|PROTOCOL_.*|UND_ERR.*)$/;

const textOf = (node: ts.Node | undefined): string | undefined =>
  node !== undefined && ts.isStringLiteralLike(node) ? node.text : undefined;

const readsCode = (node: ts.Node): boolean =>
  ts.isPropertyAccessExpression(node) && node.name.text === "code";

const codeAt = (node: ts.Node): string | undefined => {
  if (ts.isNewExpression(node) && /Error$/.test(node.expression.getText())) {
    return node.expression.getText() === "AppError" ? textOf(node.arguments?.[0]) : undefined;
  }
  if (ts.isPropertyAssignment(node) && node.name.getText() === "code")
    return textOf(node.initializer);
  if (ts.isBinaryExpression(node) && readsCode(node.left)) return textOf(node.right);
  if (ts.isCaseClause(node) && readsCode(node.parent.parent.expression)) {
    return textOf(node.expression);
  }
  return undefined;
};

/** Every error code that a file throws, answers or compares with. */
export function codesUsed(file: SourceFile): UsedCode[] {
  const found: UsedCode[] = [];
  eachNode(file, (node) => {
    const code = codeAt(node);
    if (code === undefined || !CODE.test(code) || FOREIGN.test(code)) return;
    found.push({ code, place: placeOf(file, node) });
  });
  return found;
}
