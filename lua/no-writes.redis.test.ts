// A script that only reads says so in its first line, and Redis holds it to that.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Redis } from "ioredis";
import { spliceScript } from "../server/redis/load-script.js";
import { testRedisUrl } from "../testing/kit/test-shard.js";
import { commandsOf } from "../testing/tidy/lua/commands.js";
import { isScript, luaName } from "../testing/tidy/lua/heads.js";
import { sourceFiles } from "../testing/tidy/source-files.js";

const NO_WRITES = "#!lua flags=no-writes\n";

const scripts = sourceFiles(".lua")
  .filter(({ path }) => isScript(path))
  .map(({ path }) => luaName(path));

describe("the flag no-writes", () => {
  let redis: Redis;
  const writes = new Set<string>();

  beforeAll(async () => {
    redis = new Redis(testRedisUrl());
    const commands = (await redis.call("COMMAND")) as [string, number, string[], ...unknown[]][];
    for (const [name, , flags] of commands) {
      if (flags.includes("write")) writes.add(name.toUpperCase());
    }
  });
  afterAll(() => redis.disconnect());

  it.each(scripts)(
    "N9 stands in %s if it can call no command that writes, and only then",
    (name) => {
      const { source } = spliceScript(name);
      const written = commandsOf(source).filter((command) => writes.has(command));
      const isFlagged = source.startsWith(NO_WRITES);
      expect({ isFlagged, written }).toMatchObject({ isFlagged: written.length === 0 });
    },
  );
});
