// Loads a Lua file and replaces each include line by the included file. Tests swap the clock here
// and nowhere else.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export type ScriptClock = "redis" | "record";

export interface LoadedScript {
  readonly source: string;
  readonly sha: string;
}

const LUA_DIR = fileURLToPath(new URL("../../lua/", import.meta.url));
const INCLUDE = /^ *-- include (lib\/[a-z/-]+)\n/gm;

/** A file with its includes, at any depth. An include line may be indented inside a block. */
const read = (name: string, clock: ScriptClock): string =>
  readFileSync(`${LUA_DIR}${name}.lua`, "utf8").replace(INCLUDE, (_line, part: string) =>
    read(part === "lib/shard/clock" && clock === "record" ? "lib/shard/clock.test" : part, clock),
  );

/**
 * Reads the script of a name such as `seat/hold`, with its includes, and computes its SHA-1.
 * @param clock `record` takes the time from the control record, for tests only
 */
export function loadScript(file: string, clock: ScriptClock = "redis"): LoadedScript {
  const source = read(file, clock);
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}
