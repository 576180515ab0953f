// What the scripts say of journal entries: the fields they append, and the fields from which they
// put an entry back. Both are compared with the one table (server/journal/entry.ts) by name, by
// number and by order.

import {
  ENTRY_KINDS,
  JOURNAL_TABLE,
  luaFieldName,
  type EntryKind,
} from "../../../server/journal/entry.js";
import { NOTHING } from "../../../server/journal/field-types.js";
import { eachLuaNode, parseLua, stringsIn, type Expression, type Node } from "./syntax.js";

/** One field of a call: what Lua calls it, or the words that are written there. */
export type CalledField = { readonly name: string } | { readonly words: readonly string[] };

export interface JournalCall {
  readonly kinds: readonly string[];
  /** `seat/hold` of `'seat/hold:' .. hold_id`. */
  readonly ops: readonly string[];
  readonly fields: readonly CalledField[];
}

const OP = /^([a-z]+\/[a-z]+):$/;
const UNKNOWN: CalledField = { name: "?" };

const isCallOf = (node: Node, name: string): node is Extract<Node, { type: "CallExpression" }> =>
  node.type === "CallExpression" && node.base.type === "Identifier" && node.base.name === name;

/** What `a and b or c` can give: b and c. */
const given = (expression: Expression): readonly Expression[] => {
  if (expression.type !== "LogicalExpression") return [expression];
  const right = given(expression.right);
  return expression.operator === "and" ? right : [...given(expression.left), ...right];
};

/** `hold.total`, `whole(total)` and `string.format('%d', total)` are all called total. */
function fieldOf(expression: Expression | undefined): CalledField {
  if (expression === undefined) return UNKNOWN;
  if (expression.type === "Identifier") return { name: expression.name };
  if (expression.type === "MemberExpression") return { name: expression.identifier.name };
  if (expression.type === "CallExpression") return fieldOf(expression.arguments.at(-1));
  const values = given(expression);
  return values.every(({ type }) => type === "StringLiteral")
    ? { words: values.flatMap(stringsIn) }
    : UNKNOWN;
}

const opsIn = (expression: Expression | undefined): readonly string[] =>
  stringsIn(expression).flatMap((text) => OP.exec(text)?.[1] ?? []);

const partsOfConcat = (expression: Expression): readonly Expression[] =>
  expression.type === "BinaryExpression" && expression.operator === ".."
    ? [...partsOfConcat(expression.left), ...partsOfConcat(expression.right)]
    : [expression];

/** `append(kind, op, field, …)`: the time is put in after op. */
function appendCall([kind, op, ...fields]: readonly Expression[]): JournalCall {
  return {
    kinds: kind === undefined ? [] : given(kind).flatMap(stringsIn),
    ops: opsIn(op),
    fields: fields.map(fieldOf),
  };
}

/** `journal('kind op:' .. id .. ' ' .. at .. ' ' .. field …)`: a payload put together by hand. */
function payloadCall(payload: Expression): JournalCall {
  const values: CalledField[] = [];
  const text = partsOfConcat(payload)
    .map((part) => {
      if (part.type === "StringLiteral") return part.value;
      values.push(fieldOf(part));
      return "\0";
    })
    .join("");
  const words = text.split(" ").map((word) => {
    if (!word.includes("\0")) return { words: [word] };
    const first = values.splice(0, word.split("\0").length - 1)[0] ?? UNKNOWN;
    return word === "\0" ? first : { words: [word.slice(0, word.indexOf("\0"))] };
  });
  const [kind, op, , ...fields] = words;
  const wordsOf = (field: CalledField | undefined): readonly string[] =>
    field !== undefined && "words" in field ? field.words : [];
  return {
    kinds: wordsOf(kind),
    ops: wordsOf(op).flatMap((word) => OP.exec(word)?.[1] ?? []),
    fields,
  };
}

/** Every entry that a Lua text appends. */
export function journalCalls(text: string): readonly JournalCall[] {
  const calls: JournalCall[] = [];
  eachLuaNode(parseLua(text), (node) => {
    if (isCallOf(node, "append")) calls.push(appendCall(node.arguments));
    const [payload] = isCallOf(node, "journal") ? node.arguments : [];
    if (payload?.type === "BinaryExpression") calls.push(payloadCall(payload));
  });
  return calls;
}

/** `function APPLY.<kind>(field, …)`: the parameters of each, by kind. */
export function appliedKinds(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  eachLuaNode(parseLua(text), (node) => {
    if (node.type !== "FunctionDeclaration" || node.identifier?.type !== "MemberExpression") return;
    const { base, identifier } = node.identifier;
    if (base.type !== "Identifier" || base.name !== "APPLY") return;
    const names = node.parameters.map((each) => (each.type === "Identifier" ? each.name : "..."));
    found.set(identifier.name, names);
  });
  return found;
}

const isKind = (kind: string): kind is EntryKind => Object.hasOwn(JOURNAL_TABLE, kind);

const canBe = (kind: EntryKind, field: string, word: string): boolean => {
  const types: Readonly<Record<string, { readonly parse: (word: string) => unknown }>> =
    JOURNAL_TABLE[kind].fields;
  try {
    const value = types[field]?.parse(word);
    return word !== NOTHING || value === undefined || Array.isArray(value);
  } catch {
    return false;
  }
};

const hasOp = (kind: string, op: string): boolean =>
  isKind(kind) && Object.hasOwn(JOURNAL_TABLE[kind].ops, op);

function callProblems({ kinds, ops, fields }: JournalCall): string[] {
  const shown = kinds.join("|");
  const wrongOps = ops
    .filter((op) => !kinds.some((kind) => hasOp(kind, op)))
    .map((op) => `appends ${shown} as ${op}, not so in the table`);
  return [...wrongOps, ...kinds.flatMap((kind) => fieldProblems(kind, fields))];
}

function fieldProblems(kind: string, fields: readonly CalledField[]): string[] {
  if (!isKind(kind)) return [`appends ${kind}, which the table does not have`];
  const names = Object.keys(JOURNAL_TABLE[kind].fields);
  if (fields.length !== names.length) {
    return [`appends ${kind} with ${fields.length} fields for ${names.length}`];
  }
  return names.flatMap((name, index) => {
    const called = fields[index] ?? UNKNOWN;
    const isRight =
      "name" in called
        ? called.name === luaFieldName(name)
        : called.words.every((word) => canBe(kind, name, word));
    const shown = "name" in called ? called.name : called.words.join("|");
    return isRight ? [] : [`appends ${kind} with ${shown} for ${luaFieldName(name)}`];
  });
}

/** The showtime is left out: it is a local of the script that puts the entry back. */
const leftOut = (kind: EntryKind): number =>
  ["showtime", "payment"].includes(JOURNAL_TABLE[kind].of) ? 1 : 0;

function applyProblems(kind: string, parameters: readonly string[]): string[] {
  if (!isKind(kind)) return [`puts ${kind} back, which the table does not have`];
  const names = Object.keys(JOURNAL_TABLE[kind].fields).slice(leftOut(kind)).map(luaFieldName);
  const given = parameters.map((name) => name.replace(/^entry_/, ""));
  if (given.length > names.length) {
    return [`puts ${kind} back from ${given.length} fields of ${names.length}`];
  }
  return given.flatMap((name, index) => {
    const wanted = names[index] ?? "?";
    return name === "_" || name === wanted ? [] : [`puts ${kind} back with ${name} for ${wanted}`];
  });
}

/** Where the scripts and the table differ; each text once, includes not put in. */
export function journalProblems(files: ReadonlyMap<string, string>): string[] {
  const written = new Map<string, Set<string>>();
  const applied = new Set<string>();
  const problems = [...files].flatMap(([name, text]) => {
    const calls = journalCalls(text);
    for (const { kinds, ops } of calls) {
      for (const kind of kinds) {
        written.set(kind, new Set([...(written.get(kind) ?? []), ...ops]));
      }
    }
    const kinds = appliedKinds(text);
    for (const kind of kinds.keys()) applied.add(kind);
    return [
      ...calls.flatMap(callProblems),
      ...[...kinds].flatMap(([kind, parameters]) => applyProblems(kind, parameters)),
    ].map((problem) => `lua/${name}.lua ${problem}`);
  });
  const missing = ENTRY_KINDS.flatMap((kind) => {
    const ops = Object.keys(JOURNAL_TABLE[kind].ops);
    return [
      ...ops
        .filter((op) => !written.get(kind)?.has(op))
        .map((op) => `no script appends ${kind} as ${op}`),
      ...(applied.has(kind) ? [] : [`no script puts ${kind} back`]),
    ];
  });
  return [...problems, ...missing];
}
