// Accounts over a listening server with real stores.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { io, type Socket } from "socket.io-client";
import { TestSystem } from "../../../testing/kit/test-system.js";

interface Session {
  readonly member: { readonly id: string; readonly email: string; readonly role: string };
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
  readonly code: string;
  readonly errors: readonly { readonly pointer: string }[];
}

const PASSWORD = "a-good-password-1";
const newEmail = (): string => `${randomUUID()}@test.example`;

describe("accounts", () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.open({ nodes: 2 });
  });
  afterAll(() => system.close());

  const post = (path: string, body: unknown, token?: string) =>
    system.ask<Session>("POST", path, { body, token });
  const signUp = (fields: object = {}) =>
    post("/signup", { email: newEmail(), password: PASSWORD, name: "Kim", ...fields });

  it("A1 sign-up makes a member and logs them in; the password is kept as an argon2id hash", async () => {
    const email = newEmail();
    const { status, body } = await signUp({ email: `  ${email.toUpperCase()} ` });
    expect(status).toBe(201);
    expect(body.member).toMatchObject({ email, role: "member", name: "Kim" });
    expect(body.expiresInSeconds).toBeGreaterThan(0);
    expect(JSON.stringify(body)).not.toContain(PASSWORD);
    const row = await system.nodes[0]?.services.db.first<{ password_hash: string }>(
      "SELECT password_hash FROM members WHERE email = ?",
      [email],
    );
    expect(row?.password_hash).toMatch(/^\$argon2id\$/);
    const me = await system.ask("GET", "/members/me", { token: body.accessToken });
    expect(me.body).toMatchObject({ id: body.member.id, email, balance: 0 });
  });

  it("A2 a missing e-mail, password or name is named in the answer", async () => {
    const { status, body } = await post("/signup", {});
    expect([status, body.code]).toEqual([400, "VALIDATION"]);
    expect(body.errors.map(({ pointer }) => pointer)).toEqual(["/email", "/password", "/name"]);
  });

  it("A3 refuses a second sign-up with the same e-mail, whatever its case", async () => {
    const email = newEmail();
    await signUp({ email });
    const again = await signUp({ email: email.toUpperCase() });
    expect([again.status, again.body.code]).toEqual([409, "EMAIL_TAKEN"]);
  });

  it("A3 of ten simultaneous sign-ups with one e-mail exactly one wins", async () => {
    const email = newEmail();
    const answers = await Promise.all(Array.from({ length: 10 }, () => signUp({ email })));
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array<number>(9).fill(409)]);
  });

  it.each([
    "kim",
    "kim@",
    "@example.com",
    "a b@example.com",
    "kim@example",
    `${"k".repeat(250)}@e.co`,
  ])("A4 refuses the malformed e-mail %s", async (email) => {
    const { status, body } = await signUp({ email });
    expect([status, body.code]).toEqual([400, "VALIDATION"]);
    expect(body.errors[0]?.pointer).toBe("/email");
  });

  it("A5 signs up organisers, but no administrator", async () => {
    const organiser = await signUp({ role: "organiser" });
    expect(organiser.body.member.role).toBe("organiser");
    expect((await signUp({ role: "admin" })).status).toBe(400);
    expect((await signUp({ isAdmin: true })).body.errors[0]?.pointer).toBe("/isAdmin");
  });

  it("A6 logs in with the right password; a wrong one and an unknown e-mail answer the same", async () => {
    const email = newEmail();
    await signUp({ email });
    const right = await post("/login", { email: email.toUpperCase(), password: PASSWORD });
    expect(right.status).toBe(200);
    const wrong = await post("/login", { email, password: "another-password" });
    const unknown = await post("/login", { email: newEmail(), password: PASSWORD });
    const shown = ({ status, body }: typeof wrong) => [
      status,
      { ...body, requestId: "", instance: "" },
    ];
    expect(shown(wrong)).toEqual(shown(unknown));
    expect([wrong.status, wrong.body.code]).toEqual([401, "BAD_CREDENTIALS"]);
  });

  it("A6 a refresh token works once; its second use ends the whole login", async () => {
    const { body: first } = await signUp();
    const second = await post("/token/refresh", { refreshToken: first.refreshToken });
    expect(second.status).toBe(200);
    expect(second.body.refreshToken).not.toBe(first.refreshToken);
    const reuse = await post("/token/refresh", { refreshToken: first.refreshToken });
    expect([reuse.status, reuse.body.code]).toEqual([401, "TOKEN_REUSED"]);
    const after = await post("/token/refresh", { refreshToken: second.body.refreshToken });
    expect(after.status).toBe(401);
    const me = await system.ask("GET", "/members/me", { token: second.body.accessToken });
    expect(me.status).toBe(401);
  });

  it.each(["x", "A".repeat(43), "A".repeat(4000)])(
    "A6 refuses a refresh token that was never given (%#)",
    async (refreshToken) => {
      const { status, body } = await post("/token/refresh", { refreshToken });
      expect([status, body.code]).toEqual([401, "UNAUTHENTICATED"]);
    },
  );

  it("A7 after logging out neither token opens anything", async () => {
    const { body: session } = await signUp();
    const out = await system.ask("POST", "/logout", { token: session.accessToken });
    expect(out.status).toBe(204);
    const me = await system.ask<Session>("GET", "/members/me", { token: session.accessToken });
    expect([me.status, me.body.code]).toEqual([401, "UNAUTHENTICATED"]);
    const refreshed = await post("/token/refresh", { refreshToken: session.refreshToken });
    expect(refreshed.status).toBe(401);
  });

  it("A7 logging out on one node closes the session's sockets on the other, and no one else's", async () => {
    const email = newEmail();
    const { body: session } = await signUp({ email });
    const { body: other } = await post("/login", { email, password: PASSWORD });
    const [mine, theirs] = await Promise.all([
      openSocket(system.url(1), session.accessToken),
      openSocket(system.url(1), other.accessToken),
    ]);
    try {
      const closed = new Promise<string>((resolve) => mine.once("disconnect", resolve));
      await system.ask("POST", "/logout", { token: session.accessToken, node: 0 });
      expect(await closed).toBe("io server disconnect");
      expect(theirs.connected).toBe(true);
      await expect(openSocket(system.url(0), session.accessToken)).rejects.toThrow();
    } finally {
      mine.disconnect();
      theirs.disconnect();
    }
  });

  it("A8 a member changes name and password; other logins end, this one stays", async () => {
    const email = newEmail();
    const { body: session } = await signUp({ email });
    const { body: other } = await post("/login", { email, password: PASSWORD });
    const put = (body: object) =>
      system.ask<Session>("PUT", "/members/me", { token: session.accessToken, body });
    expect((await put({ name: "Lee" })).body).toMatchObject({ name: "Lee", email, balance: 0 });
    expect((await put({ password: "the-next-password" })).status).toBe(400);
    const wrong = await put({ password: "the-next-password", currentPassword: "wrong" });
    expect([wrong.status, wrong.body.code]).toEqual([401, "BAD_CREDENTIALS"]);
    const right = await put({ password: "the-next-password", currentPassword: PASSWORD });
    expect(right.status).toBe(200);
    expect((await system.ask("GET", "/members/me", { token: other.accessToken })).status).toBe(401);
    expect((await system.ask("GET", "/members/me", { token: session.accessToken })).status).toBe(
      200,
    );
    expect((await post("/login", { email, password: PASSWORD })).status).toBe(401);
    expect((await post("/login", { email, password: "the-next-password" })).status).toBe(200);
  });

  it("A8 another's data is forbidden, an unknown member's is not found, and roles cannot be written", async () => {
    const [{ body: mine }, { body: theirs }] = await Promise.all([signUp(), signUp()]);
    const token = mine.accessToken;
    const path = `/members/${theirs.member.id}`;
    for (const [method, body] of [["GET"], ["PUT", { name: "x" }], ["DELETE"]] as const) {
      const answer = await system.ask<Session>(method, path, { token, body });
      expect([answer.status, answer.body.code]).toEqual([403, "FORBIDDEN"]);
    }
    for (const part of ["", "/wallet", "/wallet/entries", "/reservations", "/payments"]) {
      const unknown = await system.ask<Session>("GET", `/members/${randomUUID()}${part}`, {
        token,
      });
      expect([part, unknown.status, unknown.body.code]).toEqual([part, 404, "MEMBER_NOT_FOUND"]);
      const another = await system.ask<Session>("GET", `${path}${part}`, { token });
      expect([part, another.status, another.body.code]).toEqual([part, 403, "FORBIDDEN"]);
    }
    const role = await system.ask<Session>("PUT", "/members/me", {
      token,
      body: { role: "admin" },
    });
    expect(role.body.errors[0]?.pointer).toBe("/role");
  });

  it("A8 a member who leaves is forgotten by name; the logins end and the e-mail is free", async () => {
    const email = newEmail();
    const { body: session } = await signUp({ email });
    const token = session.accessToken;
    expect((await system.ask("DELETE", "/members/me", { token })).status).toBe(204);
    expect((await system.ask("GET", "/members/me", { token })).status).toBe(401);
    expect((await post("/login", { email, password: PASSWORD })).status).toBe(401);
    const admin = await system.admin();
    const seen = await system.ask("GET", `/members/${session.member.id}`, { token: admin });
    expect(seen.body).toMatchObject({ email: "", name: "" });
    expect((await signUp({ email })).status).toBe(201);
  });

  it("A9 tells whether a token is good, and for whom", async () => {
    const { body: session } = await signUp({ role: "organiser" });
    const { accessToken: token } = session;
    const good = await system.ask("POST", "/auth", { token, body: { token } });
    expect(good.body).toMatchObject({ active: true, sub: session.member.id, role: "organiser" });
    const bad = await system.ask("POST", "/auth", { token, body: { token: `${token}x` } });
    expect([bad.status, bad.body]).toEqual([200, { active: false }]);
    const { accessToken: ended } = (await signUp()).body;
    await system.ask("POST", "/logout", { token: ended });
    const over = await system.ask("POST", "/auth", { token, body: { token: ended } });
    expect([over.status, over.body]).toEqual([200, { active: false }]);
    expect((await system.ask("POST", "/auth", { body: { token } })).status).toBe(401);
  });

  it("A11 an administrator looks a member up, with the balance", async () => {
    const fan = await system.fan(70_000);
    const admin = await system.admin();
    const { body } = await system.ask("GET", `/members/${fan.id}?fields=id,balance`, {
      token: admin,
    });
    expect(body).toEqual({ id: fan.id, balance: 70_000 });
  });
});

describe("the limit of sign-ups and logins", () => {
  it("A6 counts an address, also through a trusted proxy, and says when to come back", async () => {
    const system = await TestSystem.open({
      env: { AUTH_PER_MINUTE: "3", TRUSTED_PROXIES: "127.0.0.1" },
    });
    const logIn = (from: string) =>
      system.ask<Session>("POST", "/login", {
        body: { email: "unknown@test.example", password: PASSWORD },
        headers: { "X-Forwarded-For": from },
      });
    try {
      const codes = [];
      for (let at = 0; at < 4; at++) codes.push((await logIn("203.0.113.7")).body.code);
      expect(codes).toEqual([...Array<string>(3).fill("BAD_CREDENTIALS"), "RATE_LIMITED"]);
      const refused = await logIn("198.51.100.9, 203.0.113.7");
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get("Retry-After"))).toBeGreaterThan(0);
      expect((await logIn("203.0.113.8")).status).toBe(401);
    } finally {
      await system.close();
    }
  });
});

/** @throws Error when the handshake is refused */
function openSocket(url: string, token: string): Promise<Socket> {
  const socket = io(`${url}/live`, { transports: ["websocket"], auth: { token }, forceNew: true });
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", (error) => {
      socket.disconnect();
      reject(error);
    });
  });
}
