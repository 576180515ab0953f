// Loads a Lua file and replaces each include line by the included file (lua/README.md,
// "Includes"). Tests swap the clock here and nowhere else.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type ScriptClock = "redis" | "record";

export interface LoadedScript {
  readonly source: string;
  readonly sha: string;
}

/** Returns the text of `<name>.lua` in the folder `lua/`. */
export type ReadLua = (name: string) => string;

export interface LoadOptions {
  /** `record` takes the time from the control record, for tests only. */
  readonly clock?: ScriptClock | undefined;
  /** Reads the texts. Default: from the folder `lua/`. */
  readonly read?: ReadLua | undefined;
}

/** The position of an include, with its own includes, in the text of a script. */
export interface SplicedPart {
  readonly name: string;
  /** The index of its first character; `to` is the one after its last. */
  readonly from: number;
  readonly to: number;
}

export interface SplicedScript {
  readonly source: string;
  /** All includes; each comes before those that it includes. */
  readonly parts: readonly SplicedPart[];
}

const LUA_DIR = fileURLToPath(new URL("../../lua/", import.meta.url));
const INCLUDE = /^ *-- include (lib\/[a-z/-]+)\n/gm;
/** A script may include a part, and the part may include others, but those may not include more. */
const DEPTH_MAX = 2;
const CLOCK = "lib/shard/clock";

const readLua: ReadLua = (name) => readFileSync(`${LUA_DIR}${name}.lua`, "utf8");

/**
 * The text of a script or an include, with each include line replaced by the included file.
 * @throws Error when an include is more than two levels deep, or twice in the script
 */
export function spliceScript(file: string, options: LoadOptions = {}): SplicedScript {
  const { clock = "redis", read = readLua } = options;
  const parts: SplicedPart[] = [];
  const includers = new Map<string, string>();
  let source = "";
  const put = (name: string, way: readonly string[]): void => {
    const text = read(name);
    let at = 0;
    for (const match of text.matchAll(INCLUDE)) {
      source += text.slice(at, match.index);
      at = match.index + match[0].length;
      putPart(match[1] ?? "", way);
    }
    source += text.slice(at);
  };
  const putPart = (named: string, way: readonly string[]): void => {
    const name = named === CLOCK && clock === "record" ? `${CLOCK}.test` : named;
    const deeper = [...way, name];
    if (way.length > DEPTH_MAX) {
      throw new Error(`an include is more than ${DEPTH_MAX} levels deep: ${deeper.join(" > ")}`);
    }
    const other = includers.get(name);
    const includer = way.at(-1) ?? file;
    if (other !== undefined) {
      throw new Error(`${file} includes ${name} twice: by ${other} and by ${includer}`);
    }
    includers.set(name, includer);
    const from = source.length;
    const index = parts.push({ name, from, to: from }) - 1;
    put(name, deeper);
    parts[index] = { name, from, to: source.length };
  };
  put(file, [file]);
  return { source, parts };
}

/**
 * Reads the script of a name such as `seat/hold`, with its includes, and computes its SHA-1.
 * @throws Error see `spliceScript`
 */
export function loadScript(file: string, options: LoadOptions = {}): LoadedScript {
  const { source } = spliceScript(file, options);
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}
