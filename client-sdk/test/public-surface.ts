// What the package exports, read from its source: every class with its methods, properties and
// events, and every option. README.md must name all of it, and nothing else.

import { posix } from "node:path";
import ts from "typescript";
import { isErrorCode } from "../protocol/errors.js";
import { page, syntaxOf } from "../../testing/tidy/source-files.js";

const INDEX = "client-sdk/index.ts";

/** The names of one exported class; a method with the codes of its `@throws`. */
export interface PublicClass {
  readonly name: string;
  readonly methods: ReadonlyMap<string, readonly string[]>;
  readonly properties: readonly string[];
  readonly events: readonly string[];
}

type Declaration = ts.ClassDeclaration | ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

const sourceOf = (path: string): ts.SourceFile => {
  const text = page(path);
  if (text === undefined) throw new Error(`${path} is not there`);
  return syntaxOf({ path, text });
};

/** Each exported name with the file that declares it; a star exports no class. */
function exportedNames(): [name: string, path: string][] {
  return sourceOf(INDEX).statements.flatMap((statement): [string, string][] => {
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier === undefined) return [];
    const clause = statement.exportClause;
    if (clause === undefined || !ts.isNamedExports(clause)) return [];
    const from = (statement.moduleSpecifier as ts.StringLiteral).text;
    const path = posix.join(posix.dirname(INDEX), from.replace(/\.js$/, ".ts"));
    return clause.elements.map(({ name }) => [name.text, path]);
  });
}

const declarationOf = (name: string, path: string): Declaration | undefined =>
  sourceOf(path).statements.find(
    (statement): statement is Declaration =>
      (ts.isClassDeclaration(statement) ||
        ts.isInterfaceDeclaration(statement) ||
        ts.isTypeAliasDeclaration(statement)) &&
      statement.name?.text === name,
  );

const PRIVATE = new Set([ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword]);

const isPublic = (member: ts.ClassElement): boolean =>
  member.name !== undefined &&
  !ts.isPrivateIdentifier(member.name) &&
  !(ts.canHaveModifiers(member) ? (ts.getModifiers(member) ?? []) : []).some(({ kind }) =>
    PRIVATE.has(kind),
  );

/** The codes in a text, each in backticks. */
export const codesIn = (text: string): readonly string[] =>
  [...text.matchAll(/`([A-Z_]+)`/g)].map(([, code = ""]) => code).filter(isErrorCode);

const thrownBy = (method: ts.Node): readonly string[] =>
  ts
    .getJSDocTags(method)
    .filter(({ tagName }) => tagName.text === "throws")
    .flatMap((tag) => codesIn(tag.getText()));

const namesOf = (members: ts.NodeArray<ts.TypeElement>): string[] =>
  members.flatMap(({ name }) => (name === undefined ? [] : [name.getText().replaceAll('"', "")]));

/** The events of `class C extends Emitter<CNotices>`. */
function eventsOf({ heritageClauses }: ts.ClassDeclaration, path: string): string[] {
  const base = heritageClauses?.[0]?.types[0];
  if (base?.expression.getText() !== "Emitter") return [];
  const notices = declarationOf(base.typeArguments?.[0]?.getText() ?? "", path);
  return notices !== undefined && ts.isInterfaceDeclaration(notices)
    ? namesOf(notices.members)
    : [];
}

/** Every class that the package exports, as a value or as a type. */
export function publicClasses(): PublicClass[] {
  return exportedNames().flatMap(([name, path]) => {
    const declaration = declarationOf(name, path);
    if (declaration === undefined || !ts.isClassDeclaration(declaration)) return [];
    const members = declaration.members.filter(isPublic);
    const methods = members.filter(ts.isMethodDeclaration);
    return {
      name,
      methods: new Map(methods.map((method) => [method.name.getText(), thrownBy(method)])),
      properties: members
        .filter((member) => !ts.isMethodDeclaration(member))
        .map((member) => member.name?.getText() ?? ""),
      events: eventsOf(declaration, path),
    };
  });
}

/** Every function that the package exports. */
export function publicFunctions(): string[] {
  return exportedNames()
    .filter(([name, path]) =>
      sourceOf(path).statements.some((statement) =>
        ts.isVariableStatement(statement)
          ? statement.declarationList.declarations.some(
              (each) =>
                each.name.getText() === name &&
                each.initializer !== undefined &&
                ts.isArrowFunction(each.initializer),
            )
          : ts.isFunctionDeclaration(statement) && statement.name?.text === name,
      ),
    )
    .map(([name]) => name);
}

/** The names of an exported interface, or of a type made of interfaces and literals. */
export function fieldsOf(name: string): string[] {
  const path = exportedNames().find(([each]) => each === name)?.[1];
  const declaration = path === undefined ? undefined : declarationOf(name, path);
  if (declaration === undefined) return [];
  if (ts.isInterfaceDeclaration(declaration)) return namesOf(declaration.members);
  if (!ts.isTypeAliasDeclaration(declaration)) return [];
  const parts = ts.isIntersectionTypeNode(declaration.type) ? declaration.type.types : [];
  return parts.flatMap((part) =>
    ts.isTypeLiteralNode(part) ? namesOf(part.members) : fieldsOf(part.getText()),
  );
}
