import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { OnsaleClient, OnsaleError } from "../index.js";
import { backoffMs, RECONNECT_DEFAULT } from "../src/transport/backoff.js";
import { fastClient, openSale, place, SHOWTIME } from "./fake-sale.js";
import { FakeServer, no, ok } from "./fake-server.js";
import { until } from "./until.js";

let server: FakeServer;
const clients: OnsaleClient[] = [];

beforeEach(async () => {
  server = await new FakeServer().start();
  openSale(server);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await server.stop();
});

function client(options: Parameters<typeof fastClient>[1] = {}): OnsaleClient {
  const made = fastClient(server.url, options);
  clients.push(made);
  return made;
}

const SESSION = {
  ...{ accessToken: "fresh", refreshToken: "refresh-2", expiresInSeconds: 900 },
  member: { id: "m-1", email: "a@b.example", name: "A", role: "member", createdAt: "" },
};

const refreshing = () => {
  server.rest = ({ path }) =>
    path === "/api/v1/token/refresh" ? { status: 200, body: SESSION } : undefined;
};

test("waits between 1 and 15 seconds before it reconnects, jittered by half", () => {
  const waits = (failures: number) =>
    [0, 0.5, 1].map((random) => backoffMs(failures, RECONNECT_DEFAULT, () => random));
  expect(waits(0)).toEqual([500, 1_000, 1_500]);
  expect(waits(2)).toEqual([2_000, 4_000, 6_000]);
  expect(waits(50)).toEqual([7_500, 15_000, 15_000]);
});

test("refreshes an expired token in the handshake, once, and connects with the new one", async () => {
  refreshing();
  server.refuse = (token) => (token === "fresh" ? undefined : "TOKEN_EXPIRED");
  const kept: string[] = [];
  const tokens = { accessToken: "old", refreshToken: "refresh-1" };
  await client({ tokens, onTokens: ({ refreshToken }) => kept.push(refreshToken) })
    .waitingRoom(SHOWTIME)
    .join();
  expect(kept).toEqual(["refresh-2"]);
  expect(server.restCalls.map(({ body }) => body)).toEqual([{ refreshToken: "refresh-1" }]);
});

test("refreshes a token that expires while connected, and the call is answered", async () => {
  refreshing();
  let isFresh = false;
  server.refuse = (token) => {
    isFresh = token === "fresh";
    return undefined;
  };
  server.handlers["reservation:hold"] = () => (isFresh ? no("OUT_OF_STOCK") : no("TOKEN_EXPIRED"));
  const room = await client({ tokens: { accessToken: "old", refreshToken: "refresh-1" } })
    .waitingRoom(SHOWTIME)
    .join();
  const session = await room.admitted();
  await expect(session.hold({ areaId: "x", quantity: 1 })).rejects.toMatchObject({
    code: "OUT_OF_STOCK",
  });
});

test("a token that the server did not sign ends the attempts with the code", async () => {
  server.refuse = () => "UNAUTHENTICATED";
  const stranger = client();
  const refusals: OnsaleError[] = [];
  stranger.on("refused", (error) => refusals.push(error));
  await expect(stranger.waitingRoom(SHOWTIME).join()).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
    isAnswered: true,
  });
  expect(refusals).toHaveLength(1);
  expect(stranger.state).toBe("idle");
});

test("connects again to a node that was busy", async () => {
  let attempts = 0;
  server.refuse = () => (attempts++ < 2 ? "SERVER_BUSY" : undefined);
  await client().waitingRoom(SHOWTIME).join();
  expect(attempts).toBe(3);
});

test("leaves a node that drains, and reconnects", async () => {
  const fan = client();
  await fan.waitingRoom(SHOWTIME).join();
  const states: string[] = [];
  fan.on("state", (state) => states.push(state));
  server.tell("drain", { reconnectInMs: 20 });
  await until(() => states.includes("connected"));
  await until(() => server.sent("queue:resume").length > 0);
  await until(() => server.sockets === 1);
});

test("reconnects when the server closed the socket itself", async () => {
  const fan = client();
  await fan.waitingRoom(SHOWTIME).join();
  const states: string[] = [];
  fan.on("state", (state) => states.push(state));
  server.cut();
  await until(() => states.includes("connected"));
});

test("repeats a call after a passing refusal, when the server says so", async () => {
  let asked = 0;
  server.handlers["wallet:get"] = () =>
    asked++ === 0
      ? no("RATE_LIMITED", { retryAfterMs: 60 })
      : ok({ balance: 1, authorised: 0, available: 1, currency: "KRW" });
  const fan = client();
  const retried: string[] = [];
  fan.on("retry", ({ signal, error }) => retried.push(`${signal} ${error.code}`));
  await fan.waitingRoom(SHOWTIME).join();
  const startedAt = performance.now();
  expect((await fan.wallet.get()).balance).toBe(1);
  expect(performance.now() - startedAt).toBeGreaterThan(50);
  expect(retried).toEqual(["wallet:get RATE_LIMITED"]);
});

test("says that no answer came once patience is over, so that the caller may try again", async () => {
  server.handlers["queue:join"] = () => undefined;
  const fan = client({ timing: { callTimeoutMs: 20, patienceMs: 60 } });
  await expect(fan.waitingRoom(SHOWTIME).join()).rejects.toMatchObject({
    ...{ code: "NOT_READY", retry: "later", isAnswered: false },
  });
});

test("closing ends the wait for admission", async () => {
  server.handlers["queue:join"] = () => ok(place());
  const fan = client();
  const room = await fan.waitingRoom(SHOWTIME).join();
  const session = room.admitted();
  fan.close();
  await expect(session).rejects.toMatchObject({ isAnswered: false });
  await expect(room.admitted()).rejects.toMatchObject({ isAnswered: false });
});

test("closing ends every wait, also that of a call between two attempts", async () => {
  server.handlers["queue:join"] = () => undefined;
  const fan = client({ timing: { callTimeoutMs: 60_000, patienceMs: 600_000 } });
  const joining = fan.waitingRoom(SHOWTIME).join();
  await until(() => server.sent("queue:join").length === 1);
  fan.close();
  await expect(joining).rejects.toMatchObject({ isAnswered: false });
  expect(fan.state).toBe("closed");

  server.handlers["queue:join"] = () => no("SALE_PAUSED", { retryAfterMs: 600_000 });
  const paused = client({ timing: { patienceMs: 1_200_000 } });
  const retried: string[] = [];
  paused.on("retry", ({ error }) => retried.push(error.code));
  const waiting = paused.waitingRoom(SHOWTIME).join();
  await until(() => retried.length === 1);
  paused.close();
  await expect(waiting).rejects.toMatchObject({ isAnswered: false });
});
