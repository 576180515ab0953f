// The generated parts of lua/README.md. Each part is between two comments with its name.

import {
  ENTRY_KINDS,
  JOURNAL_TABLE,
  luaFieldName,
  type EntryKind,
} from "../../../server/journal/entry.js";
import type { FieldType } from "../../../server/journal/field-types.js";
import { readHead } from "../lua/heads.js";

/** One Lua script: `seat/hold` and its text. */
export interface ScriptText {
  readonly name: string;
  readonly text: string;
}

const COLUMNS_MAX = 100;
const PAGE = "lua/README.md";
const ITEM = "- ";
const NO_WRITES = "#!lua flags=no-writes\n";
/** The order of the areas on the page. */
const AREAS = ["shard", "show", "queue", "seat", "pay", "wallet"];
/** A word that starts a list or heading in Markdown. */
const BEGINS_BLOCK = /^([-+*#>]|\d+[.)])$/;
/** Stands for a space inside a name and its type: lines never break there. */
const FIXED_SPACE = "\0";
/** Types that the page does not write: the field's name is enough. */
const PLAIN_TYPES = new Set(["number", "text", "amount", "ms"]);

/** A text in lines of at most 100 columns. All lines after the first are indented. */
export function wrapped(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const isFull = [...line].length + [...word].length + 1 > COLUMNS_MAX;
    if (line !== "" && isFull && !BEGINS_BLOCK.test(word)) {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n").replaceAll(FIXED_SPACE, " ");
}

/** `1 control 2 sale 3.. seat` as `control`, `sale`, `seat` with their numbers. */
const numbered = (section: string): string =>
  section
    .split(/\s+(?=\d+(?:\.\.)? )/)
    .map((item) => item.trim().replace(" ", FIXED_SPACE))
    .join(", ");

const WORD = /^\{"([A-Z_]+)"(?:, ([^}]*))?\}(?: (.+))?$/;

/** `{"SALE_NOT_OPEN", at} before it` as `SALE_NOT_OPEN` (at): before it. */
const worded = (section: string): string =>
  section
    .split(/\s+(?=\{")/)
    .map((each) => {
      const [, word = each, items, when] = WORD.exec(each) ?? [];
      return `\`${word}\`${items ? ` (${items})` : ""}${when ? `: ${when}` : ""}`;
    })
    .join("; ");

const SHOWN: Readonly<Record<string, (section: string) => string>> = {
  KEYS: numbered,
  ARGV: numbered,
  REFUSE: worded,
  ASK: worded,
};

const isShown = (section: string): boolean => section !== "" && section !== "none";

function renderScript({ name, text }: ScriptText): string {
  const { title, sections } = readHead(text);
  const purpose = title.slice(`${name}: `.length).replaceAll(`${PAGE}, `, "");
  const reads = text.startsWith(NO_WRITES) ? " Only reads." : "";
  const items = [...sections]
    .filter(([, section]) => isShown(section))
    .map(([section, words]) =>
      wrapped(`${ITEM}**${section}** ${SHOWN[section]?.(words) ?? words}`, "  "),
    );
  const sentence = wrapped(`${purpose.charAt(0).toUpperCase()}${purpose.slice(1)}${reads}`);
  return [`### \`${name}\`\n`, `${sentence}\n`, ...items].join("\n");
}

/** The list of all scripts, written from their heads, area by area. */
export function renderScripts(scripts: readonly ScriptText[]): string {
  const rank = ({ name }: ScriptText): number => AREAS.indexOf(name.split("/")[0] ?? "");
  const unknown = scripts.find((script) => rank(script) < 0);
  if (unknown !== undefined) throw new Error(`no area of the page has ${unknown.name}`);
  return scripts
    .toSorted((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
    .map(renderScript)
    .join("\n\n");
}

/**
 * A page with one of its parts replaced.
 * @throws Error when the comments of the part are missing
 */
export function withPart(page: string, part: string, body: string): string {
  const [begin, end] = [`<!-- ${part}: begin -->\n`, `\n<!-- ${part}: end -->`];
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`the page has no part ${part}`);
  return `${page.slice(0, from + begin.length)}\n${body}\n${page.slice(to)}`;
}

const shownField = ([name, { name: type }]: readonly [string, FieldType<unknown>]): string =>
  PLAIN_TYPES.has(type)
    ? luaFieldName(name)
    : `${luaFieldName(name)} (${type})`.replaceAll(" ", FIXED_SPACE);

const shownOp = ([op, id]: readonly [string, string]): string =>
  `\`${op}:${id
    .split(":")
    .map((part) => `<${luaFieldName(part)}>`)
    .join(":")}\``;

function renderEntry(kind: EntryKind): string {
  const { ops, fields } = JOURNAL_TABLE[kind];
  const by = Object.entries(ops).map(shownOp).join(", ");
  const names = Object.entries(fields).map(shownField).join(", ");
  return wrapped(`${ITEM}**${kind}** by ${by}: ${names}.`, "  ");
}

/** Every kind of entry, as the table of the journal declares it. */
export const renderEntries = (): string => ENTRY_KINDS.map(renderEntry).join("\n");

/** The text of lua/README.md for these scripts. */
export const renderLuaPage = (page: string, scripts: readonly ScriptText[]): string =>
  withPart(withPart(page, "entries", renderEntries()), "scripts", renderScripts(scripts));
