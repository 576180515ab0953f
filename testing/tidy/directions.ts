// Checks the directions of dependence (docs/ARCHITECTURE.md) by the imports of each file. A layer
// may import types of other layers, because they do not exist in the running program. But no lower
// layer may import from the doors or from the layers above them.

import { posix } from "node:path";
import ts from "typescript";
import { eachNode, isTest, placeOf, type SourceFile } from "./source-files.js";

const BASE = ["base", "config", "protocol"];
/** The layers that both stores use. */
const SHAPES = [...BASE, "journal", "catalogue", "pace", "observability"];
const STORES = ["redis", "db", "events"];
const CORE = [...SHAPES, ...STORES, "auth", "policies", "presenters", "seat-map"];
const DOORS = ["api", "live", "workers"];
const SERVER = [...CORE, "commands", "audit", ...DOORS, "app", "main"];
const OUTSIDE = ["services", "tools", "load-tests", "web", "sdk", "testing", "test"];
const ABOVE = new Set([...DOORS, "app", "main", ...OUTSIDE]);

/** For each layer: the other layers whose values it may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  sdk: ["protocol"],
  web: ["sdk", "protocol"],
  base: ["protocol"],
  config: ["base", "protocol"],
  journal: BASE,
  catalogue: BASE,
  pace: BASE,
  observability: BASE,
  redis: SHAPES,
  db: SHAPES,
  events: [...SHAPES, "db", "redis"],
  auth: [...SHAPES, "redis"],
  policies: [...BASE, "journal", "catalogue"],
  presenters: [...BASE, "journal", "catalogue", "policies"],
  "seat-map": [...SHAPES, "redis"],
  commands: CORE,
  audit: CORE,
  api: [...CORE, "commands"],
  live: [...CORE, "commands"],
  workers: [...CORE, "commands"],
  app: [...CORE, "commands", ...DOORS],
  main: [...CORE, "commands", ...DOORS, "app"],
  services: ["config"],
  tools: [...SERVER, "sdk", "services", "testing"],
  "load-tests": [...SERVER, "sdk", "services", "tools", "testing"],
  testing: [...SERVER, "sdk", "services"],
  test: [...SERVER, ...OUTSIDE],
};

const PURE = new Set(["protocol", "sdk", "web", "policies", "presenters"]);

interface Home {
  readonly packages: RegExp;
  readonly allows: (path: string, layer: string) => boolean;
}

const HOMES: readonly Home[] = [
  {
    packages: /^ioredis$/,
    allows: (path, layer) => layer === "redis" || /^server\/live\/adapter[^/]*\.ts$/.test(path),
  },
  { packages: /^(sequelize|mysql2|umzug)$/, allows: (_, layer) => layer === "db" },
  { packages: /^kafkajs$/, allows: (_, layer) => layer === "events" },
  {
    packages: /^(koa|koa-.*|@koa\/.*)$/,
    allows: (_, layer) => layer === "api" || layer === "app",
  },
  { packages: /^(socket\.io|@socket\.io\/.*)$/, allows: (_, layer) => layer === "live" },
];

export interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
  readonly node: ts.Node;
}

/** The layer of a file, by its path. */
export function layerOf(path: string): string {
  if (/\.test(-d)?\.ts$/.test(path) || path.startsWith("lua/")) return "test";
  const [top = "", second = "", third] = path.split("/");
  if (top === "client-sdk")
    return second === "protocol" ? "protocol" : isTest(path) ? "test" : "sdk";
  if (top === "tools") return SERVICES.has(second) ? "services" : "tools";
  if (top !== "server") return top;
  if (third !== undefined) return second;
  return second === "main.ts" || second === "app.ts" ? second.slice(0, -3) : "base";
}

/** The folders of `tools/` that start processes and stores; they are a layer below its commands. */
const SERVICES = new Set(["services", "processes"]);

const isTypeOnly = (clause: ts.ImportClause | undefined): boolean => {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every((element) => element.isTypeOnly);
};

/** Every import of a file: static, dynamic, in a re-export and in a type. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      found.push({ from: specifier.text, typeOnly, node: specifier });
    }
  };
  eachNode(file, (node) => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeOnly(node.importClause));
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, true);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
  });
  return found;
}

const MAY_USE_ANY_PACKAGE = new Set(["tools", "services", "load-tests", "testing"]);

const packageName = (from: string): string =>
  from
    .split("/")
    .slice(0, from.startsWith("@") ? 2 : 1)
    .join("/");

const packageProblem = (path: string, layer: string, from: string): string | undefined => {
  const name = packageName(from);
  if (layer === "protocol") return "the protocol imports nothing";
  if (layer === "sdk" && name !== "socket.io-client")
    return "the SDK imports socket.io-client only";
  if (layer === "web") return "the page imports no package";
  if (PURE.has(layer) && from.startsWith("node:")) return `${layer} is pure`;
  if (MAY_USE_ANY_PACKAGE.has(layer)) return undefined;
  const home = HOMES.find(({ packages }) => packages.test(name));
  return home === undefined || home.allows(path, layer) ? undefined : `${name} has its own folder`;
};

const layerProblem = (path: string, layer: string, imported: Import): string | undefined => {
  const target = posix.join(posix.dirname(path), imported.from).replace(/\.js$/, ".ts");
  if (target.endsWith(".json")) return undefined;
  const other = layerOf(target);
  if (other === layer || (MAY_IMPORT[layer] ?? []).includes(other)) return undefined;
  if (target.startsWith("client-sdk/") && layer === "protocol")
    return "the protocol imports nothing";
  const isServer = SERVER.includes(layer);
  if (imported.typeOnly && isServer && !ABOVE.has(other)) return undefined;
  return `${layer} may not import ${other}`;
};

/** Imports in a forbidden direction, and imports of packages outside their folder. */
export function wrongDirections(file: SourceFile): string[] {
  const layer = layerOf(file.path);
  if (layer === "test") return [];
  return importsOf(file).flatMap((imported) => {
    const problem = imported.from.startsWith(".")
      ? layerProblem(file.path, layer, imported)
      : packageProblem(file.path, layer, imported.from);
    return problem === undefined ? [] : [`${placeOf(file, imported.node)}: ${problem}`];
  });
}

const MAY_READ_ENVIRONMENT = new Set(["tools", "services", "load-tests", "testing", "test"]);

/** Reads of the environment outside server/config/config.ts. */
export function environmentReads(file: SourceFile): string[] {
  if (file.path === "server/config/config.ts" || MAY_READ_ENVIRONMENT.has(layerOf(file.path)))
    return [];
  const found: string[] = [];
  eachNode(file, (node) => {
    if (ts.isPropertyAccessExpression(node) && node.getText() === "process.env") {
      found.push(`${placeOf(file, node)} reads the environment`);
    }
    if (ts.isImportSpecifier(node) && (node.propertyName ?? node.name).text === "env") {
      found.push(`${placeOf(file, node)} reads the environment`);
    }
  });
  return found;
}
