import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { OnsaleClient, Position } from "../index.js";
import { memoryStorage } from "../index.js";
import { admitted, fastClient, openSale, place, SHOWTIME, tick } from "./fake-sale.js";
import { FakeServer, no, ok } from "./fake-server.js";
import { until } from "./until.js";

let server: FakeServer;
const clients: OnsaleClient[] = [];

beforeEach(async () => {
  server = await new FakeServer().start();
  openSale(server);
  server.handlers["queue:join"] = () => ok(place());
  server.handlers["queue:resume"] = () => ok(place());
  server.handlers["queue:status"] = () => ok(place());
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

test("C1 resumes the stored place after a reload instead of joining", async () => {
  const storage = memoryStorage();
  await client({ storage }).waitingRoom(SHOWTIME).join();
  await client({ storage }).waitingRoom(SHOWTIME).join();
  expect(server.sent("queue:join")).toHaveLength(1);
  expect(server.sent("queue:resume")).toEqual([{ showtimeId: SHOWTIME, token: "place-1" }]);
});

test.each(["INVALID_QUEUE_TOKEN", "QUEUE_TOKEN_EXPIRED"] as const)(
  "joins anew when the stored place is refused with %s",
  async (code) => {
    const storage = memoryStorage();
    storage.setItem(`onsale:place:${SHOWTIME}`, "old");
    server.handlers["queue:resume"] = () => no(code);
    const room = await client({ storage }).waitingRoom(SHOWTIME).join();
    expect(room.token).toBe("place-1");
    expect(storage.getItem(`onsale:place:${SHOWTIME}`)).toBe("place-1");
  },
);

test("joins anew when the stored place is over", async () => {
  const storage = memoryStorage();
  storage.setItem(`onsale:place:${SHOWTIME}`, "old");
  server.handlers["queue:resume"] = () =>
    ok(place({ status: "done", position: null, ahead: null }));
  await client({ storage }).waitingRoom(SHOWTIME).join();
  expect(server.sent("queue:join")).toHaveLength(1);
});

test("C3 reports position and expected time with each tick", async () => {
  const room = await client().waitingRoom(SHOWTIME).join();
  const seen: Position[] = [];
  room.on("position", (position) => seen.push(position));
  await until(() => seen.length === 1);
  server.tell("queue:tick", { ...tick(), showtimeId: "8", head: 9, called: 9 });
  server.tell("queue:tick", tick({ head: 6, called: 6, leftSeq: 2, left: [8, 12] }));
  await until(() => seen.length === 2);
  expect(seen[0]).toMatchObject({ position: 6, ahead: 5, etaSeconds: 60 });
  expect(seen[1]).toMatchObject({
    position: 3,
    ahead: 2,
    etaSeconds: 3,
    isExact: true,
    waiting: 6,
  });
});

test("asks for the status when departures were missed", async () => {
  const room = await client({ timing: { silenceMs: 5_000, calledMs: 20 } })
    .waitingRoom(SHOWTIME)
    .join();
  const seen: Position[] = [];
  room.on("position", (position) => seen.push(position));
  await until(() => seen.length === 1);
  server.handlers["queue:status"] = () => ok(place({ position: 2, ahead: 1 }));
  server.tell("queue:tick", tick({ n: 120, leftSeq: 9, left: [7] }));
  await until(() => seen.length === 2);
  expect(seen[1]?.position).toBe(2);
});

test("resumes its place when no tick arrives", async () => {
  await client().waitingRoom(SHOWTIME).join();
  await until(() => server.sent("queue:resume").length > 0);
});

test("C7 is admitted by the signal, or by the status when the signal was lost", async () => {
  const room = await client().waitingRoom(SHOWTIME).join();
  server.tell("queue:admitted", { showtimeId: SHOWTIME, sessionEndsAt: "2030-01-01T00:00:00Z" });
  expect((await room.admitted()).endsAt).toBe("2030-01-01T00:00:00Z");

  const other = await client({ timing: { silenceMs: 5_000, calledMs: 20 } })
    .waitingRoom(SHOWTIME)
    .join();
  server.handlers["queue:status"] = () => ok(admitted());
  await until(() => server.sockets === 2);
  const session = other.admitted();
  await until(() => {
    server.tell("queue:tick", tick({ n: 200 + server.signals.length, head: 11, called: 10 }));
    return server.sent("queue:status").length > 0;
  });
  await expect(session).resolves.toBeDefined();
});

test("resumes its place on the node it reconnects to", async () => {
  const second = await new FakeServer().start();
  openSale(second);
  second.handlers["queue:resume"] = () => ok(place({ position: 3, ahead: 2 }));
  const both = fastClient([server.url, second.url]);
  clients.push(both);
  const room = await both.waitingRoom(SHOWTIME).join();
  const seen: (number | null)[] = [];
  room.on("position", ({ position }) => seen.push(position));
  await server.stop();
  await until(() => seen.includes(3));
  expect(second.sent("queue:join")).toHaveLength(0);
  expect(second.sent("queue:resume")[0]).toEqual({ showtimeId: SHOWTIME, token: "place-1" });
  both.close();
  await second.stop();
});

test("a place that ends rejects the wait for admission", async () => {
  const room = await client().waitingRoom(SHOWTIME).join();
  const session = room.admitted();
  server.tell("queue:expired", { showtimeId: SHOWTIME });
  await expect(session).rejects.toMatchObject({ code: "QUEUE_TOKEN_EXPIRED" });
});

test("leaving gives the place up, and deletes the stored token", async () => {
  const storage = memoryStorage();
  const room = await client({ storage }).waitingRoom(SHOWTIME).join();
  await room.leave();
  expect(server.sent("queue:leave")).toHaveLength(1);
  expect(storage.getItem(`onsale:place:${SHOWTIME}`)).toBeNull();
  await expect(room.admitted()).rejects.toMatchObject({ meta: { status: "left" } });
});

test.each(["ALL_RESERVED", "SALE_NOT_OPEN", "SALE_CLOSED"] as const)(
  "C6 a join that is refused with %s reaches the caller",
  async (code) => {
    server.handlers["queue:join"] = () => no(code);
    await expect(client().waitingRoom(SHOWTIME).join()).rejects.toMatchObject({ code });
    expect(server.sent("queue:join")).toHaveLength(1);
  },
);
