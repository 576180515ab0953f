import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { OnsaleClient } from "../index.js";
import { fastClient, openSale, SHOWTIME } from "./fake-sale.js";
import { FakeServer, no, type RestReply } from "./fake-server.js";
import { until } from "./until.js";

let server: FakeServer;
let client: OnsaleClient;

beforeEach(async () => {
  server = await new FakeServer().start();
  client = fastClient(server.url);
});

afterEach(async () => {
  client.close();
  await server.stop();
});

const MEMBER = { id: "m-1", email: "a@b.example", name: "A", role: "member", createdAt: "" };
const SESSION = {
  ...{ accessToken: "access-1", refreshToken: "refresh-1", expiresInSeconds: 900 },
  member: MEMBER,
};

/** Gives these answers in turn; the last one is repeated. */
function restAnswers(...replies: readonly RestReply[]): void {
  let asked = 0;
  server.rest = () => replies[Math.min(asked++, replies.length - 1)];
}

test("sends no token with a login, and uses the new tokens after it", async () => {
  const stranger = fastClient(server.url, { tokens: { accessToken: "old", refreshToken: "r" } });
  restAnswers({ status: 200, body: SESSION }, { status: 200, body: MEMBER });
  await stranger.accounts.logIn({ email: "a@b.example", password: "secret-word" });
  await stranger.accounts.me();
  stranger.close();
  expect(stranger.memberId).toBe("m-1");
  expect(server.restCalls.map(({ headers }) => headers.authorization)).toEqual([
    undefined,
    "Bearer access-1",
  ]);
});

test("A7 a logout closes the socket, and later calls carry no token", async () => {
  openSale(server);
  const fan = fastClient(server.url, { tokens: { accessToken: "old", refreshToken: "r" } });
  await fan.waitingRoom(SHOWTIME).join();
  restAnswers({ status: 204 }, { status: 200, body: { data: [], nextCursor: null } });
  await fan.accounts.logOut();
  await until(() => server.sockets === 0);
  await fan.catalogue.performances();
  expect(fan.state).toBe("idle");
  expect(server.restCalls.map(({ headers }) => headers.authorization)).toEqual([
    "Bearer old",
    undefined,
  ]);
  fan.close();
});

test("throws the code, the refused fields and when to try again", async () => {
  const problem = {
    ...no("VALIDATION").error,
    errors: [{ pointer: "/email", message: "missing" }],
  };
  restAnswers({ status: 400, body: problem });
  await expect(client.accounts.logIn({ email: "", password: "" })).rejects.toMatchObject({
    ...{ code: "VALIDATION", retry: "never", requestId: "r-1", isAnswered: true },
    errors: [{ pointer: "/email", message: "missing" }],
  });
  restAnswers({ status: 429, body: no("RATE_LIMITED").error, headers: { "retry-after": "3" } });
  await expect(client.accounts.me()).rejects.toMatchObject({ retryAfterMs: 3_000 });
});

test("the answer of a proxy does not count as an answer of the server", async () => {
  server.rest = () => ({ status: 502, body: "bad gateway" });
  await expect(client.accounts.me()).rejects.toMatchObject({ isAnswered: false });
});

test("F1 repeats a top-up with one key until it is known to be done", async () => {
  restAnswers(
    { status: 503, body: no("SALE_PAUSED").error },
    { status: 202, body: { topUpId: "t-1", status: "pending" } },
    { status: 201, body: { topUpId: "t-1", balance: 5_000 } },
  );
  expect(await client.wallet.topUp(5_000)).toEqual({ topUpId: "t-1", balance: 5_000 });
  const keys = server.restCalls.map(({ headers }) => headers["idempotency-key"]);
  expect(keys).toHaveLength(3);
  expect(new Set(keys).size).toBe(1);
  expect(server.restCalls[0]).toMatchObject({ method: "POST", body: { amount: 5_000 } });
});

test("F2 a refused amount reaches the caller at once", async () => {
  restAnswers({ status: 400, body: no("INVALID_AMOUNT").error });
  await expect(client.wallet.topUp(0)).rejects.toMatchObject({ code: "INVALID_AMOUNT" });
  expect(server.restCalls).toHaveLength(1);
});

test("several requests that meet an expired token refresh it once", async () => {
  const fan = fastClient(server.url, { tokens: { accessToken: "old", refreshToken: "refresh-0" } });
  server.rest = ({ path, headers }) => {
    if (path.endsWith("/token/refresh")) return { status: 200, body: SESSION };
    return headers.authorization === "Bearer access-1"
      ? { status: 200, body: MEMBER }
      : { status: 401, body: no("TOKEN_EXPIRED").error };
  };
  await Promise.all([fan.accounts.me(), fan.accounts.me(), fan.accounts.me()]);
  fan.close();
  expect(server.restCalls.filter(({ path }) => path.endsWith("/token/refresh"))).toHaveLength(1);
});

test("uses the next address when one cannot be reached", async () => {
  restAnswers({ status: 200, body: MEMBER });
  const fan = fastClient(["http://127.0.0.1:9", server.url]);
  await expect(fan.accounts.me()).rejects.toMatchObject({ isAnswered: false });
  expect((await fan.accounts.me()).id).toBe("m-1");
  fan.close();
});

test("sends the filters of a list", async () => {
  restAnswers({ status: 200, body: { data: [], nextCursor: null } });
  await client.catalogue.performances({ bookable: true, q: "a b" });
  expect(server.restCalls[0]?.path).toBe("/api/v1/performances?bookable=true&q=a+b");
});
