import type { IncomingMessage } from "node:http";
import { Writable } from "node:stream";
import { expect, test } from "@jest/globals";
import { loadConfig } from "../../config/config.js";
import type { Actor } from "../../auth/actor.js";
import { AppError } from "../../errors.js";
import { createHealth } from "../../observability/health.js";
import { createLogger } from "../../observability/logger.js";
import { createMetrics } from "../../observability/metrics.js";
import { createAnswerCache } from "./answer-cache.js";
import { assertAccess, callerAddress, rateKey } from "./caller.js";
import { idempotencyKeyOf } from "./idempotency.js";
import { problemReply } from "./problem.js";
import { asReply, fieldsOf, isKnown, withFields } from "./respond.js";

const config = (env: Record<string, string> = {}) =>
  loadConfig({
    REDIS_URL: "redis://127.0.0.1:1",
    DATABASE_URL: "mysql://a:b@127.0.0.1:1/c",
    JWT_SECRET: "a-key-for-tests-with-more-than-32-bytes",
    ...env,
  });

const request = (remoteAddress: string, forwarded?: string): IncomingMessage =>
  ({
    socket: { remoteAddress },
    headers: { "x-forwarded-for": forwarded },
  }) as unknown as IncomingMessage;

test("A6 believes X-Forwarded-For from trusted proxies alone, and only their own part of it", () => {
  const { trustedProxies } = config({ TRUSTED_PROXIES: "10.0.0.0/8,::1" });
  const from = (remote: string, forwarded?: string) =>
    callerAddress(request(remote, forwarded), trustedProxies);
  expect(from("203.0.113.1", "1.1.1.1")).toBe("203.0.113.1");
  expect(from("10.0.0.1", "1.1.1.1")).toBe("1.1.1.1");
  expect(from("::ffff:10.0.0.1", "9.9.9.9, 1.1.1.1, 10.2.3.4")).toBe("1.1.1.1");
  expect(from("::1", "2001:db8::7")).toBe("2001:db8::7");
  expect(from("10.0.0.1", "not an address")).toBe("10.0.0.1");
  expect(from("10.0.0.1")).toBe("10.0.0.1");
  expect(from("10.0.0.1", `${"x,".repeat(10_000)}1.1.1.1`)).toBe("1.1.1.1");
});

test("A6 counts a /64 of IPv6 as one caller", () => {
  expect(rateKey("203.0.113.1")).toBe("203.0.113.1");
  expect(rateKey("2001:db8:0:5::1")).toBe(rateKey("2001:0db8:0:5:ffff::2"));
  expect(rateKey("2001:db8:0:5::1")).not.toBe(rateKey("2001:db8:0:6::1"));
  expect(rateKey("::1")).toBe("0:0:0:0");
});

test("A5 lets in whom the route names", () => {
  const who = (role: Actor["role"]): Actor => ({
    memberId: "m",
    memberNo: 1,
    role,
    sessionId: "s",
  });
  const codeOf = (...args: Parameters<typeof assertAccess>): string => {
    try {
      assertAccess(...args);
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
    return "OK";
  };
  expect(codeOf("anyone", undefined)).toBe("OK");
  expect(codeOf("signed-in", undefined)).toBe("UNAUTHENTICATED");
  expect(codeOf("signed-in", who("member"))).toBe("OK");
  expect(codeOf(["admin"], undefined)).toBe("UNAUTHENTICATED");
  expect(codeOf(["admin"], who("organiser"))).toBe("FORBIDDEN");
  expect(codeOf(["organiser", "admin"], who("admin"))).toBe("OK");
});

test("G5 a key is required, taken or ignored as the route says", () => {
  const code = (idempotency: "required" | "honoured" | "none", header: string) => {
    try {
      return idempotencyKeyOf({ idempotency }, header) ?? "no key";
    } catch (error) {
      if (error instanceof AppError) return error.code;
      throw error;
    }
  };
  expect(code("required", "")).toBe("IDEMPOTENCY_KEY_REQUIRED");
  expect(code("required", "k")).toBe("k");
  expect(code("honoured", "")).toBe("no key");
  expect(code("honoured", "k".repeat(256))).toBe("VALIDATION");
  expect(code("none", "k")).toBe("no key");
});

test("B2 leaves out what was not asked for, of a body or of the rows of a list", () => {
  const fields = fieldsOf("id, name");
  expect(withFields({ id: 1, name: "a", other: 2 }, fields)).toEqual({ id: 1, name: "a" });
  expect(withFields({ data: [{ id: 1, x: 2 }], nextCursor: null }, fields)).toEqual({
    data: [{ id: 1 }],
    nextCursor: null,
  });
  expect(withFields({ id: 1 }, fieldsOf(""))).toEqual({ id: 1 });
  expect(withFields({ id: 1 }, fieldsOf("__proto__,constructor"))).toEqual({});
});

test("B10 a read has an ETag of its bytes; weak and strong ones compare", () => {
  const read = { isRead: true, fields: undefined };
  const one = asReply({ status: 200, body: { a: 1 } }, read);
  const same = asReply({ status: 200, body: { a: 1 } }, read);
  const other = asReply({ status: 200, body: { a: 2 } }, read);
  const tag = one.headers.ETag;
  expect(tag).toBe(same.headers.ETag);
  expect(tag).not.toBe(other.headers.ETag);
  expect(isKnown(tag, `"x", ${String(tag)}`)).toBe(true);
  expect(isKnown('"1-2"', 'W/"1-2"')).toBe(true);
  expect(isKnown('"1-2"', "*")).toBe(true);
  expect(isKnown('"1-2"', '"1-3"')).toBe(false);
  expect(isKnown(undefined, "*")).toBe(false);
  const write = asReply({ status: 201, body: { a: 1 } }, { isRead: false, fields: undefined });
  expect(write.headers).toEqual({});
});

test("N9 a refusal has status, code, retry and Retry-After in whole seconds", () => {
  const asked = { requestId: "r", instance: "/x" };
  const busy = problemReply(new AppError("SERVER_BUSY", { retryAfterMs: 1200 }), asked);
  expect([busy.status, busy.headers["Retry-After"]]).toEqual([503, "2"]);
  const taken = problemReply(new AppError("EMAIL_TAKEN"), asked);
  expect(taken.headers["Retry-After"]).toBeUndefined();
  expect(JSON.parse(taken.json ?? "")).toMatchObject({
    type: "/errors/EMAIL_TAKEN",
    status: 409,
    code: "EMAIL_TAKEN",
    retry: "never",
    requestId: "r",
    instance: "/x",
  });
});

test("N2 a cached answer lives a second, ends with a change, and there are not too many", () => {
  let now = 0;
  const cache = createAnswerCache(() => now);
  const reply = { status: 200, json: "{}", headers: {} };
  cache.set("/a", reply);
  now = 999;
  expect(cache.get("/a")).toBe(reply);
  now = 1000;
  expect(cache.get("/a")).toBeUndefined();
  for (let at = 0; at < 600; at++) cache.set(`/${at}`, reply);
  expect([cache.get("/0"), cache.get("/599")]).toEqual([undefined, reply]);
  cache.clear();
  expect(cache.get("/599")).toBeUndefined();
});

test("N3 is ready when every dependency answers, names the one that does not, and not when draining", async () => {
  const up = { name: "redis", check: () => Promise.resolve() };
  const down = { name: "mysql", check: () => Promise.reject(new Error("away")) };
  const health = createHealth([up]);
  expect(await health.readiness()).toMatchObject({ isReady: true });
  health.drain();
  expect(await health.readiness()).toMatchObject({ isReady: false });
  expect(await createHealth([up, down]).readiness()).toEqual({
    isReady: false,
    checks: [
      { name: "redis", isUp: true },
      { name: "mysql", isUp: false },
    ],
  });
});

test("N3 metrics of two nodes in one process do not know each other", async () => {
  const [one, other] = [
    createMetrics({ withProcess: false }),
    createMetrics({ withProcess: false }),
  ];
  one.httpRequests.inc({ method: "GET", route: "/x", status: 200 });
  expect(await one.registry.metrics()).toContain('onsale_http_requests_total{method="GET"');
  expect(await other.registry.metrics()).not.toContain('method="GET"');
});

test("H5 logs lines of JSON with their level's name, and hides what names a person", () => {
  const lines: string[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(chunk.toString());
      done();
    },
  });
  const log = createLogger(config({ LOG_LEVEL: "info" }), sink);
  log.info({ event: "test.done", email: "kim@example.com", body: { password: "geheim" } });
  log.debug({ event: "test.hidden" });
  const [line = ""] = lines;
  expect(lines).toHaveLength(1);
  expect(JSON.parse(line)).toMatchObject({ level: "info", event: "test.done" });
  expect(line).not.toContain("kim@example.com");
  expect(line).not.toContain("geheim");
});
