// The example of README.md runs as it is written there.

import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { createClient, type AnsweredPayment, type OnsaleClient } from "../index.js";
import { FakeServer, ok } from "./fake-server.js";
import { openSale, place, SHOWTIME, tick } from "./fake-sale.js";
import { until } from "./until.js";

let server: FakeServer;
let onsale: OnsaleClient | undefined;

beforeEach(async () => {
  server = await new FakeServer().start();
  openSale(server);
});

afterEach(async () => {
  onsale?.close();
  await server.stop();
});

test("the example of the README runs as it is written", async () => {
  const { url } = server;
  const token = "token-1";
  const showtimeId = Number(SHOWTIME);
  const positions: (number | null)[] = [];
  const changed: string[] = [];
  const answered: AnsweredPayment[] = [];
  server.handlers["queue:join"] = () => ok(place());

  onsale = createClient({ url, token, memberId: "member-1" });
  onsale.on("paid", (payment) => answered.push(payment));
  const room = await onsale.waitingRoom(showtimeId).join();
  room.on("position", ({ position }) => positions.push(position));
  await until(() => positions.length === 1);
  server.tell("queue:tick", tick({ head: 6, called: 6 }));
  await until(() => positions.length === 2);
  server.tell("queue:admitted", { showtimeId: SHOWTIME, sessionEndsAt: "2030-01-01T00:00:00Z" });
  const session = await room.admitted();
  const map = await session.seatMap();
  map.on("change", (changes) => changed.push(...changes.map(({ seat }) => seat.id)));
  const hold = await session.hold({ best: { count: 2 } });
  const paid = await hold.pay();
  server.tell("seats:delta", {
    ...{ showtimeId: SHOWTIME, epoch: 1, from: 5, version: 6 },
    changes: [[1, 2]],
  });
  await until(() => changed.length > 0);

  expect(positions).toEqual([6, 4, 0]);
  expect(paid).toMatchObject({ id: "pay-1", status: "authorised" });
  expect(changed).toEqual(["A-2"]);
  expect(answered).toEqual([
    { paymentId: "pay-1", reservationId: "hold-1", userId: "member-1", amount: 60_000 },
  ]);
  expect(server.sent("reservation:hold")[0]).toMatchObject({
    ...{ showtimeId: SHOWTIME, token: "place-1", best: { count: 2 } },
    opId: expect.stringMatching(/^[0-9a-f-]{36}$/) as unknown,
  });
});
