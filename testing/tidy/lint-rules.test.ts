// Tests the import rules of eslint.config.js with ESLint itself. The directions of dependence are
// checked twice, by ESLint and by directions.ts.

import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { ESLint, Linter } from "eslint";
import tseslint from "typescript-eslint";
import { ROOT } from "./source-files.js";

const RULES = [
  "no-restricted-imports",
  "no-restricted-properties",
  "no-restricted-syntax",
] as const;
const linter = new Linter();
let eslint: ESLint;

beforeAll(() => {
  eslint = new ESLint({ cwd: ROOT });
});

async function complaints(path: string, text: string): Promise<string[]> {
  const config = (await eslint.calculateConfigForFile(join(ROOT, path))) as Linter.Config;
  const rules = Object.fromEntries(RULES.map((name) => [name, config.rules?.[name] ?? "off"]));
  const parser = tseslint.parser as Linter.Parser;
  const found = linter.verify(text, [{ files: ["**/*.ts"], languageOptions: { parser }, rules }], {
    filename: path,
  });
  return found.map(({ ruleId }) => ruleId ?? "parse");
}

test.each([
  ["server/commands/pay.ts", "ioredis"],
  ["server/commands/pay.ts", "koa"],
  ["server/commands/pay.ts", "socket.io"],
  ["server/commands/pay.ts", "sequelize"],
  ["server/commands/pay.ts", "../api/door.js"],
  ["server/api/seats/routes.ts", "../../live/rooms.js"],
  ["server/live/rooms.ts", "../api/door.js"],
  ["server/live/rooms.ts", "ioredis"],
  ["server/policies/may-hold.ts", "node:fs"],
  ["server/app.ts", "../tools/seed.js"],
  ["server/app.ts", "../web/page.js"],
  ["server/redis/client.ts", "mysql2/promise"],
  ["server/api/door.ts", "kafkajs"],
  ["client-sdk/protocol/errors.ts", "zod"],
  ["client-sdk/src/client.ts", "../../server/errors.js"],
  ["web/page.ts", "../server/errors.js"],
])("N9 lint forbids %s to import %s", async (path, from) => {
  expect(await complaints(path, `import { x } from "${from}";`)).toEqual(["no-restricted-imports"]);
});

test.each([
  ["server/redis/client.ts", "ioredis"],
  ["server/live/adapter.ts", "ioredis"],
  ["server/live/adapter-cluster.ts", "@socket.io/redis-adapter"],
  ["server/db/factory.ts", "sequelize"],
  ["server/api/door.ts", "@koa/router"],
  ["server/app.ts", "koa"],
  ["server/commands/pay.ts", "../redis/pay-confirm.js"],
  ["client-sdk/src/client.ts", "../protocol/errors.js"],
  ["client-sdk/src/client.ts", "socket.io-client"],
  ["web/page.ts", "../client-sdk/src/index.js"],
  ["tools/start.ts", "ioredis"],
])("N9 lint lets %s import %s", async (path, from) => {
  expect(await complaints(path, `import { x } from "${from}";`)).toEqual([]);
});

test.each([
  ["server/api/door.ts", "export const port = process.env.PORT;", "no-restricted-properties"],
  ["server/api/door.ts", "export default 1;", "no-restricted-syntax"],
  ["server/api/door.ts", 'log.info({ port }, "door.opened");', "no-restricted-syntax"],
  ["server/api/door.ts", 'ctx.log.warn("door.opened");', "no-restricted-syntax"],
  ["server/api/door.test.ts", 'test.only("x", run);', "no-restricted-properties"],
  ["server/api/door.test.ts", 'jest.mock("./door.js");', "no-restricted-properties"],
])("N9 lint in %s forbids: %s", async (path, text, rule) => {
  expect(await complaints(path, text)).toEqual([rule]);
});
