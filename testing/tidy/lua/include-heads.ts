// An include has no parameters: it reads and sets locals of the script that includes it. Its head
// names them, and this file compares the head with the text.

import {
  spliceScript,
  type ReadLua,
  type ScriptClock,
  type SplicedScript,
} from "../../../server/redis/load-script.js";
import { namesIn, readHead, wordsIn } from "./heads.js";
import { wordsReturned } from "./replies.js";
import { scopesOf } from "./scopes.js";
import { eachLuaNode, parseLua, type Expression, type Statement } from "./syntax.js";

/** The texts of all Lua files by name (`seat/hold`, `lib/shard/clock`). */
export type LuaFiles = ReadonlyMap<string, string>;

const KINDS = ["functions", "step"];
const CLOCKS: readonly ScriptClock[] = ["redis", "record"];
const INPUTS = new Set(["KEYS", "ARGV"]);
/** The globals that Redis gives to every script. */
const GLOBALS = new Set([
  ...["redis", "struct", "bit", "string", "table", "math", "KEYS", "ARGV"],
  ...["tonumber", "tostring", "ipairs", "pairs", "next", "unpack"],
]);

const isInclude = (name: string): boolean => name.startsWith("lib/");

/** The names that each include gives to the scripts. */
class Gifts {
  readonly #names = new Map<string, Set<string>>();

  add(include: string, name: string): void {
    const known = this.#names.get(include);
    if (known) known.add(name);
    else this.#names.set(include, new Set([name]));
  }

  of(include: string): ReadonlySet<string> {
    return this.#names.get(include) ?? new Set();
  }
}

/** What all scripts together show about their includes. */
class Survey {
  readonly problems: string[] = [];
  readonly included = new Set<string>();
  readonly gifts = new Gifts();
  /** The problem of each local that no script has read so far, and of each that one has read. */
  readonly #unread = new Set<string>();
  readonly #read = new Set<string>();

  /** Adds one script with its includes. */
  take(script: string, { source, parts }: SplicedScript): void {
    const { locals, free } = scopesOf(parseLua(source));
    for (const { name } of parts) this.included.add(name);
    for (const local of locals) {
      const owners = parts.filter(({ from, to }) => local.at >= from && local.at < to);
      const uses = [...local.reads, ...local.writes];
      for (const { name, from, to } of owners) {
        if (uses.some((at) => at < from || at >= to)) this.gifts.add(name, local.name);
      }
      const file = owners.at(-1)?.name ?? script;
      const isRead = local.reads.length > 0 || local.name === "_";
      (isRead ? this.#read : this.#unread).add(`lua/${file}.lua never reads its ${local.name}`);
    }
    for (const { name } of free) {
      if (!GLOBALS.has(name)) this.problems.push(`lua/${script}.lua has no local ${name}`);
    }
  }

  unread(): readonly string[] {
    return [...this.#unread].filter((problem) => !this.#read.has(problem));
  }
}

/** All problems of the heads of the includes, and of the names in the scripts. */
export function includeProblems(files: LuaFiles): string[] {
  const read: ReadLua = (name) => {
    const text = files.get(name);
    if (text === undefined) throw new Error(`there is no lua/${name}.lua`);
    return text;
  };
  const names = [...files.keys()];
  const survey = new Survey();
  for (const script of names.filter((name) => !isInclude(name))) {
    for (const clock of CLOCKS) survey.take(script, spliceScript(script, { clock, read }));
  }
  const inIncludes = names
    .filter(isInclude)
    .flatMap((name) =>
      survey.included.has(name)
        ? headProblems(name, read, survey.gifts.of(name))
        : [`lua/${name}.lua stands in no script`],
    );
  return [...new Set([...survey.problems, ...survey.unread(), ...inIncludes])];
}

function headProblems(name: string, read: ReadLua, taken: ReadonlySet<string>): string[] {
  const statements = parseLua(spliceScript(name, { read }).source);
  const { title, sections } = readHead(read(name));
  const { free } = scopesOf(statements);
  const kind = /^(\S+) \((\w+)\): /.exec(title);
  const problems: string[] = [];
  if (kind?.[1] !== name || !KINDS.includes(kind[2] ?? "")) {
    problems.push(`does not say "${name} (functions): …" or "${name} (step): …"`);
  } else if (kind[2] === "functions" && !statements.every(onlyDeclares)) {
    problems.push("calls itself functions and does something where it stands");
  }
  const compare = (section: string, named: readonly string[], real: ReadonlySet<string>): void => {
    if (!sections.has(section)) problems.push(`has no ${section}`);
    for (const each of real) {
      if (!named.includes(each)) problems.push(`does not name ${each} in ${section}`);
    }
    for (const each of named) {
      if (!real.has(each)) problems.push(`names ${each} in ${section} without cause`);
    }
  };
  const reads = free.filter(({ isWritten }) => !isWritten).map((each) => each.name);
  const needs = new Set([...reads.filter((each) => !GLOBALS.has(each)), ...inputsOf(statements)]);
  const sets = free.filter(({ isWritten }) => isWritten).map((each) => each.name);
  compare("NEEDS", namesIn(sections.get("NEEDS")), needs);
  compare("GIVES", namesIn(sections.get("GIVES")), new Set([...taken, ...sets]));
  const words = [...wordsReturned(statements)].map((word) => word ?? "a word not spelled out");
  compare("REFUSES", wordsIn(sections.get("REFUSES")), new Set(words));
  return problems.map((problem) => `lua/${name}.lua ${problem}`);
}

/** The keys and arguments that are read: `KEYS[3]`, or `KEYS` when the index is not constant. */
function inputsOf(statements: readonly Statement[]): readonly string[] {
  const found: string[] = [];
  eachLuaNode(statements, (node, parent) => {
    if (node.type !== "Identifier" || !INPUTS.has(node.name)) return;
    const index = parent?.type === "IndexExpression" ? parent.index : undefined;
    found.push(index?.type === "NumericLiteral" ? `${node.name}[${index.raw}]` : node.name);
  });
  return found;
}

/** Whether a statement only declares functions and constants. */
const onlyDeclares = (statement: Statement): boolean =>
  statement.type === "FunctionDeclaration" ||
  (statement.type === "LocalStatement" && statement.init.every(isConstant));

const isConstant = (expression: Expression): boolean =>
  expression.type === "TableConstructorExpression"
    ? expression.fields.length === 0
    : /Literal$/.test(expression.type);
