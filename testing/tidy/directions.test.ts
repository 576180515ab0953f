import { expect, test } from "@jest/globals";
import { environmentReads, importsOf, layerOf, wrongDirections } from "./directions.js";

const file = (path: string, text: string) => ({ path, text });

test.each([
  ["server/api/seats/routes.ts", "../../live/rooms.js", "api may not import live"],
  ["server/live/queue/join.ts", "../../api/app.js", "live may not import api"],
  ["server/commands/hold-seats.ts", "../api/context.js", "commands may not import api"],
  ["server/commands/hold-seats.ts", "../app.js", "commands may not import app"],
  ["server/redis/client.ts", "../db/models.js", "redis may not import db"],
  ["server/db/database.ts", "../commands/hold-seats.js", "db may not import commands"],
  ["server/redis/client.ts", "../commands/hold-seats.js", "redis may not import commands"],
  ["server/seat-map/maps.ts", "../db/database.js", "seat-map may not import db"],
  ["server/auth/passwords.ts", "../db/database.js", "auth may not import db"],
  ["server/presenters/seats.ts", "../redis/client.js", "presenters may not import redis"],
  ["server/observability/metrics.ts", "../redis/client.js", "observability may not import redis"],
  ["server/policies/may-hold.ts", "../redis/client.js", "policies may not import redis"],
  ["server/errors.ts", "./commands/hold-seats.js", "base may not import commands"],
  ["server/workers/journal.ts", "../../tools/seed.js", "workers may not import tools"],
  ["server/app.ts", "../web/page.js", "app may not import web"],
  ["server/app.ts", "../client-sdk/src/client.js", "app may not import sdk"],
  ["client-sdk/src/client.ts", "../../server/errors.js", "sdk may not import base"],
  ["client-sdk/protocol/errors.ts", "../src/client.js", "the protocol imports nothing"],
  ["web/page.ts", "../server/errors.js", "web may not import base"],
  ["server/journal/entry.ts", "../redis/client.js", "journal may not import redis"],
  ["server/catalogue/layout-document.ts", "../db/database.js", "catalogue may not import db"],
  ["server/pace/paced-loop.ts", "../workers/run-loops.js", "pace may not import workers"],
  ["server/config/config.ts", "../auth/actor.js", "config may not import auth"],
  ["server/redis/seat/hold.ts", "../../auth/actor.js", "redis may not import auth"],
  ["server/seat-map/maps.ts", "../commands/watch.js", "seat-map may not import commands"],
  ["tools/services/redis.ts", "../../testing/stores/stores.js", "services may not import testing"],
  ["testing/kit/shard.ts", "../../tools/start.js", "testing may not import tools"],
])("N9 finds %s importing %s", (path, from, problem) => {
  expect(wrongDirections(file(path, `import { x } from "${from}";`))).toEqual([
    `${path}:1: ${problem}`,
  ]);
});

test.each([
  ["server/commands/pay.ts", "ioredis", "ioredis has its own folder"],
  ["server/live/rooms.ts", "ioredis", "ioredis has its own folder"],
  ["server/commands/pay.ts", "koa", "koa has its own folder"],
  ["server/live/door.ts", "@koa/router", "@koa/router has its own folder"],
  ["server/api/door.ts", "socket.io", "socket.io has its own folder"],
  ["server/redis/client.ts", "mysql2/promise", "mysql2 has its own folder"],
  ["server/workers/relay.ts", "kafkajs", "kafkajs has its own folder"],
  ["server/policies/may-hold.ts", "node:fs", "policies is pure"],
  ["client-sdk/protocol/errors.ts", "zod", "the protocol imports nothing"],
  ["client-sdk/src/client.ts", "zod", "the SDK imports socket.io-client only"],
  ["web/page.ts", "socket.io-client", "the page imports no package"],
])("N9 finds %s importing the package %s", (path, from, problem) => {
  expect(wrongDirections(file(path, `import x from "${from}";`))).toEqual([
    `${path}:1: ${problem}`,
  ]);
});

test.each([
  ["server/api/seats/routes.ts", "../../commands/hold-seats.js"],
  ["server/commands/hold-seats.ts", "../redis/seat/hold.js"],
  ["server/live/adapter.ts", "ioredis"],
  ["server/redis/client.ts", "ioredis"],
  ["server/app.ts", "koa"],
  ["server/errors.ts", "../client-sdk/protocol/errors.js"],
  ["server/db/projection.ts", "../journal/entry.js"],
  ["client-sdk/src/client.ts", "socket.io-client"],
  ["web/page.ts", "../client-sdk/src/index.js"],
  ["tools/start.ts", "../server/app.js"],
  ["server/api/door.test.ts", "../live/door.js"],
])("N9 lets %s import %s", (path, from) => {
  expect(wrongDirections(file(path, `import { x } from "${from}";`))).toEqual([]);
});

test("N9 lets a layer import a type of another layer, but never one of a door", () => {
  const typeOf = (from: string) =>
    file("server/policies/p.ts", `import type { X } from "${from}";`);
  expect(wrongDirections(typeOf("../db/models.js"))).toEqual([]);
  expect(wrongDirections(typeOf("../api/context.js"))).toHaveLength(1);
  expect(wrongDirections(typeOf("../../tools/seed.js"))).toHaveLength(1);
});

test("N9 finds every form of import", () => {
  const text = [
    'import "a";',
    'import type { B } from "b";',
    'import { type C } from "c";',
    'import { type D, d } from "d";',
    'export * from "e";',
    'const f = await import("f");',
    'let g: import("g").G;',
  ].join("\n");
  const seen = importsOf(file("server/app.ts", text)).map(({ from, typeOnly }) => [from, typeOnly]);
  expect(seen).toEqual([
    ["a", false],
    ["b", true],
    ["c", true],
    ["d", false],
    ["e", false],
    ["f", false],
    ["g", true],
  ]);
});

test("N9 knows the layer of a file by its path", () => {
  expect(layerOf("server/main.ts")).toBe("main");
  expect(layerOf("server/clock.ts")).toBe("base");
  expect(layerOf("testing/stories/join.e2e.test.ts")).toBe("test");
  expect(layerOf("testing/stores/stores.ts")).toBe("testing");
  expect(layerOf("tools/services/ports.ts")).toBe("services");
  expect(layerOf("testing/stores/stores.test.ts")).toBe("test");
});

test("N9 finds a read of the environment outside server/config/config.ts", () => {
  const reads = "const port = process.env.PORT;";
  expect(environmentReads(file("server/api/door.ts", reads))).toHaveLength(1);
  expect(
    environmentReads(file("server/db/factory.ts", 'import { env } from "node:process";')),
  ).toHaveLength(1);
  expect(environmentReads(file("server/config/config.ts", reads))).toEqual([]);
  expect(environmentReads(file("tools/start.ts", reads))).toEqual([]);
});
