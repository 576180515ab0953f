// The door itself: what comes in wrong is refused in one shape, changes nothing and ends no
// process.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { isErrorCode, ERRORS } from "../../client-sdk/protocol/errors.js";
import { assertDocumented } from "../../testing/kit/answer-judge.js";
import { TestSystem } from "../../testing/kit/test-system.js";
import { allRoutes } from "./create-api.js";

interface Problem {
  readonly code: string;
  readonly status: number;
  readonly requestId: string;
  readonly type: string;
  readonly retry: string;
  readonly retryAfterMs: number;
  readonly errors: readonly { readonly pointer: string }[];
  readonly id: string;
  readonly topUpId: string;
}

const BODY_MAX = 65_536;

describe("the door", () => {
  let system: TestSystem;
  let fan: { id: string; token: string };
  let admin: string;

  beforeAll(async () => {
    system = await TestSystem.open({
      env: {
        BODY_MAX_BYTES: String(BODY_MAX),
        ALLOWED_ORIGINS: "https://page.example",
      },
    });
    fan = await system.fan();
    admin = await system.admin();
  });
  afterAll(() => system.close());

  const raw = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${system.url()}${path}`, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    const problem = (isJson ? JSON.parse(text) : {}) as Problem;
    if (path.startsWith("/api/v1/")) {
      const { method = "GET" } = init;
      const { status, headers } = response;
      assertDocumented({ method, path, status, headers, body: problem });
    }
    return { response, text, problem };
  };
  const post = (path: string, body: string, type = "application/json") =>
    raw(`/api/v1${path}`, {
      method: "POST",
      body,
      headers: { "Content-Type": type, Authorization: `Bearer ${fan.token}` },
    });
  const topUp = (key: string | undefined, body: unknown, token = fan.token) => {
    const headers = key === undefined ? {} : { "Idempotency-Key": key };
    const asked = { token, body, headers };
    return system.settled(() => system.ask<Problem>("POST", "/members/me/wallet/top-ups", asked));
  };

  it("N9 an unknown path is 404, a known one with another method 405 with Allow, as problem+json", async () => {
    const nothing = await raw("/api/v1/nothing");
    expect(nothing.response.headers.get("content-type")).toContain("application/problem+json");
    expect(nothing.problem).toMatchObject({
      type: "/errors/NOT_FOUND",
      status: 404,
      code: "NOT_FOUND",
      retry: "never",
      instance: "/api/v1/nothing",
    });
    expect(nothing.problem.requestId).toBe(nothing.response.headers.get("x-request-id"));
    const wrong = await raw("/api/v1/login");
    expect([wrong.response.status, wrong.problem.code]).toEqual([405, "METHOD_NOT_ALLOWED"]);
    expect(wrong.response.headers.get("allow")).toBe("POST");
    expect((await raw("/api/v1/payments", { method: "PATCH" })).response.status).toBe(405);
    expect((await raw("/api/v1/login", { method: "PROPFIND" })).response.status).toBe(405);
  });

  it.each(["http://[::1", "x://[", "http://"])(
    "N9 refuses %s in a request line, which is no address",
    async (target) => {
      const { port } = new URL(system.url());
      const socket = connect(Number(port), "127.0.0.1");
      socket.end(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      const chunks: Buffer[] = [];
      for await (const chunk of socket) chunks.push(chunk as Buffer);
      const [head, body = "{}"] = Buffer.concat(chunks).toString().split("\r\n\r\n");
      expect(head).toContain("400 Bad Request");
      expect(head).toContain("application/problem+json");
      expect(JSON.parse(body)).toMatchObject({ code: "VALIDATION", retry: "never", status: 400 });
    },
  );

  it("N9 takes over a request id that is one, and makes its own otherwise", async () => {
    const given = await raw("/livez", { headers: { "X-Request-Id": "trace-1" } });
    expect(given.response.headers.get("x-request-id")).toBe("trace-1");
    const wrong = await raw("/livez", { headers: { "X-Request-Id": "a b<script>" } });
    expect(wrong.response.headers.get("x-request-id")).toMatch(/^[\da-f-]{36}$/);
  });

  const WRONG_BODIES: readonly (readonly [string, string, string])[] = [
    ["half a document", '{"a":', "INVALID_JSON"],
    ["a text", '"hello"', "INVALID_JSON"],
    ["a number", "12", "INVALID_JSON"],
    ["null", "null", "INVALID_JSON"],
    ["a prototype", '{"__proto__": {"isAdmin": true}}', "INVALID_JSON"],
    ["a list", "[]", "VALIDATION"],
    ["a constructor", '{"constructor": {"prototype": {"x": 1}}}', "VALIDATION"],
    ["lists in lists", "[".repeat(9000) + "]".repeat(9000), "VALIDATION"],
  ];

  it.each(WRONG_BODIES)("N9 refuses %s as a body", async (_what, body, code) => {
    const { response, problem } = await post("/performances", body);
    // A fan may not write here at all: the body is judged for those who may.
    expect(problem.code).toBe("FORBIDDEN");
    expect(response.status).toBe(403);
    const signUp = await post("/signup", body);
    expect([signUp.response.status, signUp.problem.code]).toEqual([400, code]);
    expect(({} as { x?: number; isAdmin?: boolean }).x).toBeUndefined();
  });

  it("N9 refuses another content type, and a body that is too large by one byte", async () => {
    const form = await post("/login", "a=b", "application/x-www-form-urlencoded");
    expect([form.response.status, form.problem.code]).toEqual([415, "UNSUPPORTED_MEDIA_TYPE"]);
    expect((await post("/login", "{}", "text/plain")).response.status).toBe(415);
    expect((await post("/login", "{}", "application/json; charset=utf-8")).response.status).toBe(
      400,
    );
    const fill = BODY_MAX - '{"email":""}'.length;
    const fits = await post("/login", `{"email":"${"x".repeat(fill)}"}`);
    expect(fits.problem.code).toBe("VALIDATION");
    const large = await post("/login", `{"email":"${"x".repeat(fill + 1)}"}`);
    expect([large.response.status, large.problem.code]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  it("N9 a body that never comes is 408, and the connection ends", async () => {
    const { port } = await system.addNode({ REQUEST_TIMEOUT_MS: "300" });
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, "127.0.0.1");
      let text = "";
      socket.on("data", (bytes) => (text += bytes.toString()));
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
      socket.write(
        "POST /api/v1/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" +
          'Content-Length: 100\r\n\r\n{"email":',
      );
    });
    expect(answer).toContain("HTTP/1.1 408");
    expect(answer).toContain("REQUEST_TIMEOUT");
  });

  it("N9 no route answers 5xx to wrong types, unknown fields, long texts or ids of nothing", async () => {
    const long = "x".repeat(60_000);
    const bodies: readonly unknown[] = [
      {},
      { x: 1 },
      { email: {}, password: [], name: 5, token: null, refreshToken: 7 },
      { name: long, reason: long, reservationId: long, showtimeId: long, refreshToken: long },
      { showtimeId: 1e300, seatIds: [null], amount: "NaN", members: [[]], reservationId: -1 },
      {
        seatIds: ["\u0000", "\ud800"],
        reason: "\u0000\ud800",
        name: "\ud800",
        showtimeId: "\u0000",
      },
    ];
    const unexpected: string[] = [];
    for (const route of allRoutes(Date.now)) {
      if (route.path === "/logout" || route.path === "/members/{memberId}") continue;
      for (const id of ["0", "nothing", "%F0%9F%8E%AB", long.slice(0, 4000)]) {
        for (const body of route.method === "get" ? [undefined] : bodies) {
          const { status, body: problem } = await system.ask<Problem>(
            route.method.toUpperCase(),
            route.path.replace(/\{\w+\}/g, id),
            { token: admin, body, headers: { "Idempotency-Key": randomUUID() } },
          );
          const isCoded =
            status < 400 || (isErrorCode(problem.code) && ERRORS[problem.code].status === status);
          if (status >= 500 || !isCoded) unexpected.push(`${route.method} ${route.path} ${status}`);
        }
      }
    }
    expect(unexpected).toEqual([]);
  });

  it("A5 A9 every route but the open ones refuses who is not signed in", async () => {
    for (const route of allRoutes(Date.now).filter(({ access }) => access !== "anyone")) {
      const path = route.path.replace(/\{\w+\}/g, "1");
      const ask = (token?: string) =>
        system.ask<Problem>(route.method.toUpperCase(), path, { token, body: undefined });
      const none = await ask();
      expect([route.path, none.status, none.body.code]).toEqual([
        route.path,
        401,
        "UNAUTHENTICATED",
      ]);
      expect(none.headers.get("WWW-Authenticate")).toBe("Bearer");
      expect((await ask("forged")).body.code).toBe("UNAUTHENTICATED");
      if (Array.isArray(route.access)) expect((await ask(fan.token)).body.code).toBe("FORBIDDEN");
    }
  });

  it("A5 a wrong token is refused also where none is needed", async () => {
    const { status } = await system.ask("GET", "/performances", { token: "forged" });
    expect(status).toBe(401);
    const basic = await raw("/api/v1/performances", { headers: { Authorization: "Basic eDp5" } });
    expect(basic.problem.code).toBe("UNAUTHENTICATED");
  });

  it("N9 refuses query parameters it does not know, and limits out of bounds", async () => {
    const wrong = [
      "limit=0",
      "limit=101",
      "limit=x",
      "limit=1&limit=2",
      "fields=id&fields=name",
      "fields=id;name",
      `fields=${"x".repeat(1001)}`,
      "page=2",
      "date=2027-13-01",
    ];
    for (const query of wrong) {
      const { problem } = await raw(`/api/v1/performances?${query}`);
      expect([query, problem.code]).toEqual([query, "VALIDATION"]);
    }
    expect((await raw("/api/v1/performances?limit=100")).response.status).toBe(200);
    const longest = `fields=${"x".repeat(1000)}`;
    expect((await raw(`/api/v1/performances?${longest}`)).response.status).toBe(200);
  });

  it("G5 a top-up needs a key; the same key and body get the stored answer", async () => {
    expect((await topUp(undefined, { amount: 5 })).body.code).toBe("IDEMPOTENCY_KEY_REQUIRED");
    expect((await topUp("a b", { amount: 5 })).body.code).toBe("VALIDATION");
    const key = randomUUID();
    const first = await topUp(key, { amount: 5 });
    const again = await topUp(key, { amount: 5 });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(first.headers.get("Idempotent-Replayed")).toBeNull();
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
  });

  it("G5 `me` and one's own id are one path: the same key is the same call", async () => {
    const key = randomUUID();
    const first = await topUp(key, { amount: 5 });
    const path = `/members/${fan.id}/wallet/top-ups`;
    const headers = { "Idempotency-Key": key };
    const asked = { token: fan.token, body: { amount: 5 }, headers };
    const own = await system.settled(() => system.ask("POST", path, asked));
    expect([own.status, own.body]).toEqual([201, first.body]);
    expect(own.headers.get("Idempotent-Replayed")).toBe("true");
  });

  it("G5 the same key with another body is refused, and keys of others do not matter", async () => {
    const key = randomUUID();
    await topUp(key, { amount: 5 });
    const other = await topUp(key, { amount: 6 });
    expect([other.status, other.body.code]).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    const someone = await system.signUp();
    expect((await topUp(key, { amount: 6 }, someone.token)).status).toBe(201);
  });

  it("F2 G5 a refusal that is final is stored under its key too", async () => {
    const key = randomUUID();
    const first = await topUp(key, { amount: 0 });
    expect([first.status, first.body.code]).toEqual([400, "INVALID_AMOUNT"]);
    const again = await topUp(key, { amount: 0 });
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(again.body.code).toBe("INVALID_AMOUNT");
    expect((await topUp(key, { amount: 5 })).body.code).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it("G5 of twenty simultaneous calls with one key one counts; the others wait or are replayed", async () => {
    const someone = await system.signUp();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => topUp(key, { amount: 700 }, someone.token)),
    );
    const codes = answers.map(({ status, body }) => (status === 201 ? "OK" : body.code));
    expect(codes.filter((code) => code !== "OK" && code !== "IDEMPOTENCY_IN_FLIGHT")).toEqual([]);
    expect(codes).toContain("OK");
    const inFlight = answers.find(({ status }) => status === 409);
    if (inFlight) expect(inFlight.headers.get("Retry-After")).toBe("1");
    const wallet = await system.ask("GET", "/members/me/wallet", { token: someone.token });
    expect(wallet.body).toMatchObject({ balance: 700 });
  });

  it.each([1.5, "x", null, 0, -1, undefined, 1e12 + 1, 1e300, true, [], {}])(
    "F2 refuses %p as an amount",
    async (amount) => {
      const { status, body } = await topUp(randomUUID(), { amount });
      expect([status, body.code]).toEqual([400, "INVALID_AMOUNT"]);
    },
  );

  it("N9 lets pages of allowed origins in, and no others", async () => {
    const from = (origin: string) =>
      raw("/api/v1/performances", { headers: { Origin: origin, "X-Request-Id": "o" } });
    const allowed = (await from("https://page.example")).response.headers;
    expect(allowed.get("access-control-allow-origin")).toBe("https://page.example");
    expect(allowed.get("access-control-expose-headers")).toContain("ETag");
    const other = (await from("https://evil.example")).response.headers;
    expect(other.get("access-control-allow-origin")).toBeNull();
    const refused = await raw("/api/v1/nothing", { headers: { Origin: "https://page.example" } });
    expect(refused.response.headers.get("access-control-allow-origin")).not.toBeNull();
  });

  it("N3 says that it lives, that it is ready, and what it counts, without ids in labels", async () => {
    expect((await raw("/livez")).problem).toEqual({ status: "ok" });
    const ready = await raw("/readyz");
    expect(ready.response.status).toBe(200);
    expect(ready.text).toContain('"mysql":"up"');
    await raw(`/api/v1/performances/${"9".repeat(9)}`);
    const port = system.nodes[0]?.metricsPort ?? 0;
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('route="/api/v1/performances/{performanceId}"');
    expect(metrics).not.toContain("999999999");
    expect(metrics).toContain('onsale_refusals_total{door="api",code="PERFORMANCE_NOT_FOUND"}');
    expect((await fetch(`http://127.0.0.1:${port}/other`)).status).toBe(404);
  });

  it("N7 describes every route, made from the schemas that requests pass", async () => {
    const { text, response } = await raw("/openapi.json");
    expect(response.status).toBe(200);
    const { paths } = JSON.parse(text) as { paths: Record<string, Record<string, unknown>> };
    for (const { path, method } of allRoutes(Date.now)) {
      expect(paths[`/api/v1${path}`]?.[method]).toBeDefined();
    }
    const known = { headers: { "If-None-Match": response.headers.get("etag") ?? "" } };
    expect((await raw("/openapi.json", known)).response.status).toBe(304);
  });

  it("A5 imports members without a password, in order, with a balance that counts once", async () => {
    const emails = Array.from({ length: 30 }, () => `${randomUUID()}@test.example`);
    const members = emails.map((email, at) => ({ email, name: "Fan", balance: at * 1000 }));
    const body = { members, issueTokens: true };
    const run = () =>
      system.ask<{ members: { id: string; email: string; accessToken: string }[] }>(
        "POST",
        "/admin/members/import",
        { token: admin, body },
      );
    const first = await run();
    expect(first.status).toBe(201);
    expect(first.body.members.map(({ email }) => email)).toEqual(emails);
    const again = await run();
    expect(again.body.members.map(({ id }) => id)).toEqual(first.body.members.map(({ id }) => id));
    const token = again.body.members[7]?.accessToken;
    const wallet = await system.ask("GET", "/members/me/wallet", { token });
    expect(wallet.body).toMatchObject({ balance: 7000 });
    const entries = await system.ask("GET", "/members/me/wallet/entries", { token });
    expect(entries.body).toMatchObject({ data: [{ kind: "import", amount: 7000 }] });
    const login = await system.ask("POST", "/login", {
      body: { email: emails[7], password: "no password of theirs" },
    });
    expect(login.status).toBe(401);
  });

  it("A5 refuses an import of more than a thousand, of no member, and with a wrong row", async () => {
    const run = (members: unknown) =>
      system.ask<Problem>("POST", "/admin/members/import", { token: admin, body: { members } });
    const row = (at: number) => ({ email: `m${at}@e.co`, name: "F" });
    const many = await run(Array.from({ length: 1001 }, (_, at) => row(at)));
    expect([many.status, many.body.errors[0]?.pointer]).toEqual([400, "/members"]);
    expect((await run([])).status).toBe(400);
    const wrong = await run([row(1), { ...row(2), balance: -1 }]);
    expect(wrong.body.errors[0]?.pointer).toBe("/members/1/balance");
  });
});
