// Every exported function and class has a doc sentence, because an editor shows it where the name
// is used. In the published package every export and every method has one.

import ts from "typescript";
import { placeOf, syntaxOf, type SourceFile } from "../source-files.js";

/** How much of a file must be documented. */
export type Depth = "functions and classes" | "everything exported";

/** An exported name, and the syntax node that has its doc comment. */
interface Exported {
  readonly name: string;
  readonly node: ts.Node;
  readonly isCallable: boolean;
}

/** At least two words that begin and end like a sentence. Tags such as `@throws` do not count. */
const SENTENCE = /^[\p{Lu}\p{N}`"'(/][^]*\s[^]*[.?][)`"']*$/u;

const hasExportKeyword = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

const isFunctionValue = (node: ts.Expression | undefined): boolean => {
  if (node === undefined) return false;
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) {
    return isFunctionValue(node.expression);
  }
  if (ts.isSatisfiesExpression(node)) return isFunctionValue(node.expression);
  return ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node);
};

/** The names that a statement declares. The doc comment of a variable belongs to its statement. */
const declaredBy = (statement: ts.Statement): Exported[] => {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name, initializer }) => ({
      name: name.getText(),
      node: statement,
      isCallable: isFunctionValue(initializer),
    }));
  }
  const isCallable = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  const isShape = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
  if (!isCallable && !isShape) return [];
  const name = statement.name?.text ?? "default";
  return [{ name, node: statement, isCallable }];
};

/** The names in `export { a, b as c }` without a module: they are declared in the same file. */
const listedExports = (statements: readonly ts.Statement[]): ReadonlySet<string> =>
  new Set(
    statements.flatMap((statement) => {
      if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return [];
      const clause = statement.exportClause;
      if (clause === undefined || !ts.isNamedExports(clause)) return [];
      return clause.elements.map((element) => (element.propertyName ?? element.name).text);
    }),
  );

const exportsOf = (file: SourceFile): Exported[] => {
  const { statements } = syntaxOf(file);
  const listed = listedExports(statements);
  return statements.flatMap((statement) =>
    declaredBy(statement).filter(({ name }) => hasExportKeyword(statement) || listed.has(name)),
  );
};

const isPrivate = (member: ts.ClassElement): boolean =>
  (member.name !== undefined && ts.isPrivateIdentifier(member.name)) ||
  (ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []).some(
    ({ kind }) => kind === ts.SyntaxKind.PrivateKeyword,
  );

/** The methods, accessors and fields of an exported class that are not private. */
const membersOf = ({ name, node }: Exported): Exported[] => {
  if (!ts.isClassDeclaration(node)) return [];
  return node.members
    .filter((member) => !isPrivate(member) && member.name !== undefined)
    .map((member) => ({
      name: `${name}.${member.name?.getText() ?? ""}`,
      node: member,
      isCallable: true,
    }));
};

const docTexts = (node: ts.Node): string[] =>
  ts
    .getJSDocCommentsAndTags(node)
    .flatMap((doc) => (ts.isJSDoc(doc) ? [ts.getTextOfJSDocComment(doc.comment) ?? ""] : []))
    .map((text) => text.trim());

const isDocumented = (node: ts.Node): boolean => docTexts(node).some((text) => SENTENCE.test(text));

/** The exports of a file without a doc sentence. For overloads one sentence is enough. */
export function undocumentedExports(file: SourceFile, depth: Depth): string[] {
  const isWhole = depth === "everything exported";
  const exported = exportsOf(file).filter(({ isCallable }) => isCallable || isWhole);
  const all = isWhole ? exported.flatMap((each) => [each, ...membersOf(each)]) : exported;
  const documented = new Set(all.filter(({ node }) => isDocumented(node)).map(({ name }) => name));
  const missing = new Map<string, ts.Node>();
  for (const { name, node } of all) {
    if (!documented.has(name) && !missing.has(name)) missing.set(name, node);
  }
  return [...missing].map(([name, node]) => `${placeOf(file, node)} says nothing about ${name}`);
}
