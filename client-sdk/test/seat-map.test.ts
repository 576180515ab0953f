import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { OnsaleClient, OnsaleError, SeatMap } from "../index.js";
import { fastClient, LAYOUT, openSale, SHOWTIME, snapshot } from "./fake-sale.js";
import { FakeServer, no, ok } from "./fake-server.js";
import { until } from "./until.js";

let server: FakeServer;
let client: OnsaleClient;
let map: SeatMap;
let reported: string[];

beforeEach(async () => {
  server = await new FakeServer().start();
  openSale(server);
  client = fastClient(server.url, { timing: { silenceMs: 5_000 } });
  const room = await client.waitingRoom(SHOWTIME).join();
  map = await (await room.admitted()).seatMap();
  reported = [];
  map.on("change", (changes) =>
    reported.push(...changes.map(({ seat, status }) => `${seat.id} ${status}`)),
  );
});

afterEach(async () => {
  client.close();
  await server.stop();
});

const delta = (from: number, version: number, ...changes: [number, number][]) => ({
  ...{ showtimeId: SHOWTIME, epoch: 1, from, version, changes },
});

test("knows every seat with its price, and which are free", () => {
  expect(map.seats.map(({ id }) => id)).toEqual(["A-1", "A-2", "A-3"]);
  expect(map.seats[0]?.priceClass.price).toBe(30_000);
  expect(map.available()).toHaveLength(3);
});

test("D4 reports each change once, and nothing of older deltas", async () => {
  server.tell("seats:delta", delta(5, 6, [0, 1]));
  server.tell("seats:delta", delta(4, 6, [0, 1]));
  server.tell("seats:delta", delta(6, 7, [0, 2]));
  await until(() => map.version === 7);
  expect(reported).toEqual(["A-1 held", "A-1 sold"]);
});

test("asks for the changes in a gap, and keeps deltas that arrive meanwhile", async () => {
  server.handlers["seats:sync"] = async () => {
    server.tell("seats:delta", delta(9, 10, [2, 1]));
    await until(() => server.sent("seats:sync").length > 0);
    return ok(delta(5, 9, [0, 2], [1, 1]));
  };
  server.tell("seats:delta", delta(8, 9, [1, 1]));
  await until(() => map.version === 10);
  expect(server.sent("seats:sync")).toEqual([{ showtimeId: SHOWTIME, epoch: 1, version: 5 }]);
  expect([...map.states]).toEqual([2, 1, 1]);
});

test("starts from a snapshot when the epoch is another one", async () => {
  server.handlers["seats:sync"] = () => ok({ ...snapshot([3, 0, 0], 2), epoch: 2 });
  server.tell("seats:delta", { ...delta(1, 2), epoch: 2 });
  await until(() => map.epoch === 2);
  expect(reported).toEqual(["A-1 blocked"]);
});

test("watches again after a lost connection, and reports what changed meanwhile", async () => {
  server.handlers["seats:watch"] = () => ok(snapshot([0, 2, 0], 9));
  server.cut();
  await until(() => map.version === 9);
  expect(reported).toEqual(["A-2 sold"]);
  expect(server.sent("queue:resume").length).toBeGreaterThan(0);
});

test("watches again when no delta arrives", async () => {
  const quiet = fastClient(server.url, { timing: { silenceMs: 30 } });
  const room = await quiet.waitingRoom(SHOWTIME).join();
  await (await room.admitted()).seatMap();
  const before = server.sent("seats:watch").length;
  await until(() => server.sent("seats:watch").length > before);
  quiet.close();
});

test("fetches the layout again when its version is another one", async () => {
  server.rest = () => ({ status: 200, body: { ...LAYOUT, version: 2, sections: [] } });
  server.handlers["seats:watch"] = () => ok({ ...snapshot([], 20), layoutVersion: 2 });
  const layouts: number[] = [];
  map.on("layout", (seats) => layouts.push(seats.length));
  server.cut();
  await until(() => layouts.length === 1);
  expect(map.seats).toEqual([]);
});

test("D3 ends with an event when the session has ended", async () => {
  const lost: OnsaleError[] = [];
  map.on("lost", (error) => lost.push(error));
  server.handlers["seats:watch"] = () => no("QUEUE_NOT_READY");
  server.cut();
  await until(() => lost.length === 1);
  expect(lost[0]?.code).toBe("QUEUE_NOT_READY");
});
