// Reads the comment at the head of a Lua file: its purpose, then sections that begin with a word in
// capitals. lua/README.md explains the sections, and its list of scripts is made from them.

export interface Head {
  /** The first sentence, `<name>: <purpose>` for a script. */
  readonly title: string;
  /** The sections by name, in their order, each on one line. */
  readonly sections: ReadonlyMap<string, string>;
}

/** Whether a file is a script, `lua/<area>/<verb>.lua`, and not an include in lua/lib. */
export const isScript = (path: string): boolean => /^lua\/(?!lib\/)[^/]+\/[^/]+\.lua$/.test(path);

/** The name of a Lua file: `seat/hold` for `lua/seat/hold.lua`. */
export const luaName = (path: string): string => path.slice("lua/".length, -".lua".length);

const SECTION = /^-- ([A-Z]{2,})(?: +(.*))?$/;
const CONTINUED = /^-- {3,}(\S.*)$/;

const headLines = (text: string): readonly string[] => {
  const lines = text.split("\n").filter((line, index) => index > 0 || !line.startsWith("#!"));
  const end = lines.findIndex((line) => !line.startsWith("--") || line.startsWith("-- include "));
  return end < 0 ? lines : lines.slice(0, end);
};

/** Reads the head of a Lua file. */
export function readHead(text: string): Head {
  const lines = headLines(text);
  const blank = lines.indexOf("--");
  const titled = blank < 0 ? lines : lines.slice(0, blank);
  const sections = new Map<string, string>();
  let last: string | undefined;
  for (const line of blank < 0 ? [] : lines.slice(blank + 1)) {
    const [, name, words = ""] = SECTION.exec(line) ?? [];
    const [, more] = CONTINUED.exec(line) ?? [];
    if (name !== undefined) sections.set(name, words);
    else if (last !== undefined && more !== undefined) {
      sections.set(last, `${sections.get(last) ?? ""} ${more}`.trim());
    }
    last = name ?? (more === undefined ? undefined : last);
  }
  return { title: titled.map((line) => line.slice(3)).join(" "), sections };
}

/** The reply words of a section: SEAT_TAKEN for `{"SEAT_TAKEN", seat…} …`. */
export const wordsIn = (section: string | undefined): readonly string[] =>
  [...(section ?? "").matchAll(/\{"([A-Z_]+)"/g)].map(([, word = ""]) => word);

/** The names in a section; `none` means that there are no names. */
export const namesIn = (section: string | undefined): readonly string[] =>
  (section ?? "").split(" ").filter((name) => name !== "" && name !== "none");
