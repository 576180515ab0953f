import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { AppError } from "../../errors.js";
import { CuttingProxy } from "../../../testing/kit/cutting-proxy.js";
import { until } from "../../../testing/kit/until.js";
import { startRedis, type Store } from "../../../testing/stores/stores.js";
import { connectCommands, disconnect, type RedisClient } from "../client.js";
import { REVOCATIONS_KEY } from "../keys.js";
import { RevokedSessions, type RevokedSessionsOptions } from "./revoked-sessions.js";

const TOKEN_MS = 900_000;
const SKEW_MS = 60_000;

describe("the revoked sessions of a node", () => {
  let store: Store;
  let client: RedisClient;
  let nowMs = Date.now();
  const opened: RevokedSessions[] = [];

  beforeAll(async () => {
    store = await startRedis();
    client = await connectCommands({ url: store.url });
  });
  afterAll(async () => {
    disconnect(client);
    await store.stop();
  });
  beforeEach(async () => {
    nowMs = Date.now();
    await client.flushall();
  });
  afterEach(() => {
    for (const each of opened.splice(0)) each.close();
  });

  const open = async (
    rest: Partial<RevokedSessionsOptions> = {},
    known: readonly string[] = [],
  ): Promise<RevokedSessions> => {
    const log = { warn: () => undefined };
    const parts = { url: store.url, client, accessTokenMs: TOKEN_MS, now: () => nowMs, log };
    const sessions = await RevokedSessions.open({ ...parts, ...rest }, known);
    opened.push(sessions);
    return sessions;
  };

  test("A7 hears at once what it revokes itself, and all of it reaches the other nodes", async () => {
    const [one, other] = [await open(), await open()];
    const ids = [randomUUID(), randomUUID()];
    await one.revoke(ids);
    expect(ids.map((id) => one.has(id))).toEqual([true, true]);
    await until(() => ids.every((id) => other.has(id)), "the other node hears of it");
    expect([one.has("another"), other.has("another")]).toEqual([false, false]);
  });

  test("A7 a node that starts later knows what Redis has, and what only MySQL has", async () => {
    const id = randomUUID();
    await (await open()).revoke([id]);
    const late = await open({}, ["from-mysql"]);
    expect([late.has(id), late.has("from-mysql"), late.has("another")]).toEqual([
      true,
      true,
      false,
    ]);
  });

  test("A7 goes on to know them when Redis is emptied, and hears of new ones", async () => {
    const [one, other] = [await open(), await open()];
    await one.revoke(["before"]);
    await until(() => other.has("before"), "the other node hears of it");
    await client.flushall();
    await one.revoke(["after"]);
    await until(() => other.has("after"), "the other node hears of it");
    expect(other.has("before")).toBe(true);
  });

  test.each([
    ["lower ids, as after a failover to a slower clock", "1-0"],
    ["the very id that it has read last", undefined],
  ])("A7 hears of new ones that have %s", async (_, given) => {
    const [one, other] = [await open(), await open()];
    await one.revoke(["before"]);
    await until(() => other.has("before"), "the other node hears of it");
    const [last] = await client.xrevrange(REVOCATIONS_KEY, "+", "-", "COUNT", 1);
    await client.flushall();
    await client.xadd(REVOCATIONS_KEY, given ?? last?.[0] ?? "", "sid", "after");
    await until(() => other.has("after"), "the other node hears of it");
    expect(other.has("before")).toBe(true);
  });

  test("A7 hears of new ones after its connection was lost while it listened", async () => {
    const [one, other] = [await open(), await open()];
    await client.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    await one.revoke(["after"]);
    await until(() => other.has("after"), "the other node hears of it");
  });

  test("A7 a revocation that Redis did not take may be asked for again", async () => {
    const lost = await connectCommands({ url: store.url });
    const one = await open({ client: lost });
    disconnect(lost);
    await expect(one.revoke(["again"])).rejects.toMatchObject({ code: "SERVER_BUSY" });
    expect(one.has("again")).toBe(false);
  });

  test("A7 forgets a session when its last token has ended, not before", async () => {
    const sessions = await open();
    await sessions.revoke(["old"]);
    nowMs += TOKEN_MS + SKEW_MS - 1;
    await sessions.revoke(["second"]);
    expect(sessions.has("old")).toBe(true);
    nowMs += 1;
    await sessions.revoke(["third"]);
    expect([sessions.has("old"), sessions.has("second")]).toEqual([false, true]);
  });

  test("A7 the stream keeps what still matters, and no more", async () => {
    const sessions = await open();
    for (let at = 0; at < 300; at++) await client.xadd(REVOCATIONS_KEY, `${at + 1}-0`, "sid", "x");
    await sessions.revoke(["new"]);
    expect(await client.xlen(REVOCATIONS_KEY)).toBeLessThan(200);
    expect((await open()).has("new")).toBe(true);
  });

  test("A7 trusts no token when it has not heard from Redis for long, and again once it has", async () => {
    const proxy = await CuttingProxy.before(store.url);
    try {
      const sessions = await open({ url: proxy.url, silenceMaxMs: 3000 });
      expect(sessions.has("any")).toBe(false);
      proxy.holdReplies();
      const busy = (): boolean => {
        try {
          return sessions.has("any");
        } catch (error) {
          return error instanceof AppError && error.code === "SERVER_BUSY";
        }
      };
      await until(busy, "it trusts no token");
      proxy.pass();
      await until(() => !busy(), "it has heard again");
    } finally {
      await proxy.close();
    }
  });
});
