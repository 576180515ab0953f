// The comment at the head of a Lua file: what it is for, then its sections, each a word in
// capitals. lua/README.md says what the sections mean; its list of scripts is made from them.

export interface Head {
  /** The first line, `<name>: what it is for` of a script. */
  readonly title: string;
  /** By name, in their order, each on one line. */
  readonly sections: ReadonlyMap<string, string>;
}

/** `lua/<area>/<verb>.lua`, not the includes of lua/lib. */
export const isScript = (path: string): boolean => /^lua\/(?!lib\/)[^/]+\/[^/]+\.lua$/.test(path);

/** `seat/hold` of `lua/seat/hold.lua`. */
export const luaName = (path: string): string => path.slice("lua/".length, -".lua".length);

const SECTION = /^-- ([A-Z]{2,})(?: +(.*))?$/;
const CONTINUED = /^-- {3,}(\S.*)$/;

const headLines = (text: string): readonly string[] => {
  const lines = text.split("\n").filter((line, index) => index > 0 || !line.startsWith("#!"));
  const end = lines.findIndex((line) => !line.startsWith("--") || line.startsWith("-- include "));
  return end < 0 ? lines : lines.slice(0, end);
};

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

/** The reply words of a section: `{"SEAT_TAKEN", seat…} …` gives SEAT_TAKEN. */
export const wordsIn = (section: string | undefined): readonly string[] =>
  [...(section ?? "").matchAll(/\{"([A-Z_]+)"/g)].map(([, word = ""]) => word);

/** The names of a section, `none` standing for no name at all. */
export const namesIn = (section: string | undefined): readonly string[] =>
  (section ?? "").split(" ").filter((name) => name !== "" && name !== "none");
