// The main story on three nodes: a fan joins, waits, chooses, holds and pays.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { createClient, type OnsaleClient } from "../../client-sdk/src/client.js";
import { TestSystem, type ShowtimeOnSale } from "../kit/test-system.js";
import { eventually } from "../kit/until.js";

interface Body {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly total: number;
  readonly balance: number;
  readonly paymentId: string;
}

// With several shards most wallets are in another shard than the showtime: they pay in two phases.
describe.each([1, 5])("from the waiting room to a paid seat, with SHARDS=%i", (shards) => {
  let system: TestSystem;
  let showtime: ShowtimeOnSale;

  beforeAll(async () => {
    system = await TestSystem.open({ nodes: 3, env: { SHARDS: String(shards) } });
    showtime = await system.showtimeOnSale();
  });
  afterAll(async () => {
    await system.audit();
    await system.close();
  });

  const client = (token: string, node: number): OnsaleClient =>
    createClient({ url: system.url(node), token });

  it("N1 N5 a fan joins, waits, holds and pays with the SDK while others watch the map", async () => {
    const [fan, watcher] = await Promise.all([system.fan(), system.fan()]);
    const onsale = client(fan.token, 1);
    const other = client(watcher.token, 2);
    try {
      const watching = await (await other.waitingRoom(showtime.showtimeId).join()).admitted();
      const map = await watching.seatMap();
      const seen: string[] = [];
      map.on("change", (change) => seen.push(JSON.stringify(change)));

      const room = await onsale.waitingRoom(showtime.showtimeId).join();
      const session = await room.admitted();
      const hold = await session.hold({ best: { count: 2 } });
      expect(hold.total).toBe(60_000);
      await eventually(() => Promise.resolve(seen.length > 0 ? true : undefined));
      const paid = await hold.pay();
      expect(paid).toMatchObject({ amount: 60_000, reservationId: hold.id });
      expect(["authorised", "captured"]).toContain(paid.status);
      expect(paid.tickets).toHaveLength(2);
      const wallet = await onsale.wallet.get();
      expect(wallet.balance - wallet.authorised).toBe(940_000);
    } finally {
      onsale.close();
      other.close();
    }
  });

  it("G1 G2 pays over REST: the seat is sold, and the queue token ends", async () => {
    const fan = await system.fan();
    const queueToken = await system.admitted(fan.token, showtime.showtimeId, 2);
    const held = await system.ask<Body>("POST", "/reservations", {
      token: fan.token,
      headers: { "X-Queue-Token": queueToken },
      body: { showtimeId: showtime.showtimeId, seatIds: ["50"] },
      node: 0,
    });
    expect(held.status).toBe(201);
    const paid = await system.ask<Body>("POST", "/payments", {
      token: fan.token,
      headers: { "Idempotency-Key": randomUUID() },
      body: { reservationId: held.body.id },
      node: 1,
    });
    expect(paid.status).toBe(201);
    const read = await system.ask<Body>("GET", `/reservations/${held.body.id}`, {
      token: fan.token,
      node: 2,
    });
    expect(read.body.status).toBe("confirmed");
    const status = await system.ask<Body>("GET", `/showtimes/${showtime.showtimeId}/queue`, {
      token: fan.token,
      headers: { "X-Queue-Token": queueToken },
    });
    expect(status.body.status).toBe("done");
  });

  it("G5 one key never pays twice, also when it is sent to several nodes", async () => {
    const fan = await system.fan();
    const queueToken = await system.admitted(fan.token, showtime.showtimeId);
    const held = await system.ask<Body>("POST", "/reservations", {
      token: fan.token,
      headers: { "X-Queue-Token": queueToken },
      body: { showtimeId: showtime.showtimeId, seatIds: ["40"] },
    });
    const key = randomUUID();
    const pay = (node: number) =>
      system.ask<Body>("POST", "/payments", {
        token: fan.token,
        headers: { "Idempotency-Key": key },
        body: { reservationId: held.body.id },
        node,
      });
    const answers = await Promise.all([0, 1, 2, 0, 1, 2].map(pay));
    for (const { status, body } of answers) {
      expect([201, 409]).toContain(status);
      if (status === 409) expect(body.code).toBe("IDEMPOTENCY_IN_FLIGHT");
    }
    const again = await eventually(async () => {
      const answer = await pay(0);
      return answer.status === 201 ? answer : undefined;
    });
    expect(again.body.id).toBe(answers.find(({ status }) => status === 201)?.body.id);
    const wallet = await system.ask<Body>("GET", "/members/me/wallet", { token: fan.token });
    const { authorised } = wallet.body as unknown as { authorised: number };
    expect(wallet.body.balance - authorised).toBe(970_000);
  });

  it("E3 gives a seat to one of 30 fans on three nodes", async () => {
    const fans = await Promise.all(Array.from({ length: 30 }, () => system.signUp()));
    const tokens = await Promise.all(
      fans.map((fan, i) => system.admitted(fan.token, showtime.showtimeId, i % 3)),
    );
    const answers = await Promise.all(
      fans.map((fan, i) =>
        system.ask<Body>("POST", "/reservations", {
          token: fan.token,
          headers: { "X-Queue-Token": tokens[i] ?? "" },
          body: { showtimeId: showtime.showtimeId, seatIds: ["30"] },
          node: i % 3,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const losers = answers.filter(({ status }) => status !== 201);
    expect(new Set(losers.map(({ body }) => body.code))).toEqual(new Set(["SEAT_TAKEN"]));
  });

  it("C8 a called place enters when its member books at once", async () => {
    const fan = await system.signUp();
    const path = `/showtimes/${showtime.showtimeId}/queue`;
    const joined = await system.ask<Body>("POST", path, { token: fan.token });
    const queueToken = (joined.body as unknown as { token: string }).token;
    const held = await eventually(async () => {
      const answer = await system.ask<Body>("POST", "/reservations", {
        token: fan.token,
        headers: { "X-Queue-Token": queueToken },
        body: { showtimeId: showtime.showtimeId, best: { count: 1 } },
      });
      if (answer.status === 201) return answer;
      expect(answer.body.code).toBe("QUEUE_NOT_READY");
      return undefined;
    });
    expect(held.body.status).toBe("held");
  });

  it("G3 answers unknown, expired and too little money with different codes", async () => {
    const fan = await system.signUp();
    const queueToken = await system.admitted(fan.token, showtime.showtimeId);
    const pay = (reservationId: string) =>
      system.ask<Body>("POST", "/payments", {
        token: fan.token,
        headers: { "Idempotency-Key": randomUUID() },
        body: { reservationId },
      });
    const unknown = await pay(randomUUID());
    expect(unknown).toMatchObject({ status: 404, body: { code: "RESERVATION_NOT_FOUND" } });
    const held = await system.ask<Body>("POST", "/reservations", {
      token: fan.token,
      headers: { "X-Queue-Token": queueToken },
      body: { showtimeId: showtime.showtimeId, seatIds: ["20"] },
    });
    const poor = await pay(held.body.id);
    expect(poor).toMatchObject({ status: 402, body: { code: "INSUFFICIENT_BALANCE" } });
    const released = await system.ask("DELETE", `/reservations/${held.body.id}`, {
      token: fan.token,
    });
    expect(released.status).toBe(204);
    const over = await pay(held.body.id);
    expect(over).toMatchObject({ status: 410, body: { code: "RESERVATION_EXPIRED" } });
  });
});
