// The head of a script documents how it is called: its keys and arguments, its replies, and whether
// it may be repeated. Without `#!lua` Redis lets a script touch keys that it did not declare.

import { isErrorCode } from "../../../client-sdk/protocol/errors.js";
import { isAskWord } from "../../../server/redis/ask-words.js";
import { spliceScript, type ReadLua } from "../../../server/redis/load-script.js";
import { readHead, wordsIn } from "./heads.js";
import { wordsReturned } from "./replies.js";
import { parseLua } from "./syntax.js";

const SECTIONS = ["KEYS", "ARGV", "OK", "REFUSE", "ASK", "RETRY"];

/**
 * What is missing in the head of a script, and where its reply words differ from the returned ones.
 */
export function scriptProblems(name: string, read?: ReadLua): string[] {
  const text = read?.(name) ?? "";
  const { title, sections } = readHead(text);
  const problems: string[] = [];
  if (!/^#!lua( |\n)/.test(text)) problems.push("does not start with #!lua");
  if (!title.startsWith(`${name}: `)) problems.push(`does not say "${name}: …"`);
  for (const section of SECTIONS) {
    if (!sections.has(section)) problems.push(`has no ${section}`);
  }
  const refused = wordsIn(sections.get("REFUSE"));
  const asked = wordsIn(sections.get("ASK"));
  for (const word of refused) {
    if (!isErrorCode(word)) problems.push(`refuses with ${word}, which is in no table of codes`);
  }
  for (const word of asked) {
    if (!isAskWord(word)) problems.push(`asks with ${word}, which is no word of the server`);
  }
  const returned = wordsReturned(parseLua(spliceScript(name, { read }).source));
  if (returned.has(undefined)) problems.push("returns a word that is not spelled out");
  for (const word of returned) {
    if (word !== undefined && !refused.includes(word) && !asked.includes(word))
      problems.push(`returns ${word}, which its head does not name`);
  }
  for (const word of [...refused, ...asked]) {
    if (!returned.has(word)) problems.push(`names ${word}, which it never returns`);
  }
  return problems.map((problem) => `lua/${name}.lua ${problem}`);
}

/** The error codes in the head of a script. */
export const refusalsOf = (text: string): readonly string[] =>
  wordsIn(readHead(text).sections.get("REFUSE"));
