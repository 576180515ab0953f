// What members see while MySQL is away or no worker is on duty: selling pauses, joining continues,
// members see their own writes, no write is lost, and selling resumes without an operator.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { startDatabase, type Store } from "../stores/stores.js";
import { TestSystem, type Answer, type ShowtimeOnSale } from "../kit/test-system.js";
import { Stopwatch } from "../kit/stopwatch.js";
import { eventually } from "../kit/until.js";

interface Body {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly token: string;
  readonly available: number;
  readonly data: readonly { readonly id: string; readonly status: string }[];
}

const PAUSED_WITHIN_MS = 6000;

class Booking {
  readonly #system: TestSystem;
  readonly #showtime: ShowtimeOnSale;

  constructor(system: TestSystem, showtime: ShowtimeOnSale) {
    this.#system = system;
    this.#showtime = showtime;
  }

  hold(token: string, queueToken: string, seatId: string): Promise<Answer<Body>> {
    return this.#system.ask<Body>("POST", "/reservations", {
      token,
      headers: { "X-Queue-Token": queueToken },
      body: { showtimeId: this.#showtime.showtimeId, seatIds: [seatId] },
    });
  }

  pay(token: string, reservationId: string, key: string): Promise<Answer<Body>> {
    return this.#system.ask<Body>("POST", "/payments", {
      token,
      headers: { "Idempotency-Key": key },
      body: { reservationId },
    });
  }

  get(token: string, path: string): Promise<Answer<Body>> {
    return this.#system.ask<Body>("GET", path, { token });
  }
}

describe("MySQL away", () => {
  let database: Store;
  let system: TestSystem;
  let showtime: ShowtimeOnSale;
  let booking: Booking;

  beforeAll(async () => {
    database = await startDatabase();
    system = await TestSystem.open({ databaseUrl: database.url });
    showtime = await system.showtimeOnSale({ policy: { maxPerUser: 40 } });
    booking = new Booking(system, showtime);
  });
  afterAll(async () => {
    database.resume();
    await system.audit();
    await system.close();
    await database.stop();
  });

  it("G6 pauses selling within 6 s, still lets members join, loses nothing and resumes", async () => {
    const fan = await system.fan();
    const late = await system.signUp();
    const queueToken = await system.admitted(fan.token, showtime.showtimeId);
    const held = await booking.hold(fan.token, queueToken, "1");
    expect(held.status).toBe(201);

    const { now: pausedAt } = await system.shardState();
    database.pause();
    const key = randomUUID();
    let attempts = 0;
    const [paying] = await Promise.all([
      booking.pay(fan.token, held.body.id, key),
      eventually(async () => {
        const seat = String(2 + (attempts++ % 38));
        const answer = await booking.hold(fan.token, queueToken, seat);
        return answer.body.code === "SALE_PAUSED" ? true : undefined;
      }),
    ]);
    // Measured by the clock of the shard, because this process may notice it later.
    expect((await system.shardState()).leaseEndsAt - pausedAt).toBeLessThan(PAUSED_WITHIN_MS);
    // Not known to be durable, so the answer is pending or paused, never "paid".
    expect([202, 503]).toContain(paying.status);
    const joined = await system.ask<Body>("POST", `/showtimes/${showtime.showtimeId}/queue`, {
      token: late.token,
    });
    expect(joined.status).toBe(201);

    database.resume();
    const paid = await eventually(async () => {
      const answer = await booking.pay(fan.token, held.body.id, key);
      return answer.status === 201 ? answer : undefined;
    });
    expect(["authorised", "captured"]).toContain(paid.body.status);
    const wallet = await booking.get(fan.token, "/members/me/wallet");
    expect(wallet.body.available).toBe(970_000);
  });
});

/** A call that needs MySQL, and the status of its normal answer. */
interface Call {
  readonly title: string;
  readonly status: number;
  readonly ask: () => Promise<Answer<Body>>;
}

interface Refreshable {
  readonly refreshToken: string;
}

const PASSWORD = "a-good-password-1";

async function callsOf(system: TestSystem): Promise<readonly Call[]> {
  const showtime = await system.showtimeOnSale();
  const { performanceId, showtimeId, organiser } = showtime;
  const fan = await system.fan();
  const booking = new Booking(system, showtime);
  const queueToken = await system.admitted(fan.token, showtimeId);
  const { id } = (await booking.hold(fan.token, queueToken, "1")).body;
  const paid = await booking.pay(fan.token, id, randomUUID());
  const account = () => ({ email: `${randomUUID()}@test.example`, password: PASSWORD });
  const known = account();
  const signedUp = await system.ask<Refreshable>("POST", "/signup", {
    body: { ...known, name: "Fan" },
  });
  let { refreshToken } = signedUp.body;
  const refresh = async () => {
    const answer = await system.ask<Body & Refreshable>("POST", "/token/refresh", {
      body: { refreshToken },
    });
    if (answer.status === 200) refreshToken = answer.body.refreshToken;
    return answer;
  };
  const get = (path: string): Call => ({
    title: `GET ${path.replaceAll(/[\da-f-]{36}|\d+/g, "…")}`,
    status: 200,
    ask: () => booking.get(fan.token, path),
  });
  const post = (path: string, status: number, body: () => unknown, token?: string): Call => ({
    title: `POST ${path}`,
    status,
    ask: () => system.ask<Body>("POST", path, { token, body: body() }),
  });
  return [
    ...["/performances", `/performances/${performanceId}`, `/showtimes/${showtimeId}`].map(get),
    ...["/reservations", `/reservations/${id}`, `/reservations/${id}/payment`].map(get),
    ...["/payments", `/payments/${paid.body.id}`].map(get),
    ...["/members/me", "/members/me/wallet/entries"].map(get),
    post("/login", 200, () => known),
    post("/signup", 201, () => ({ ...account(), name: "Fan" })),
    { title: "POST /token/refresh", status: 200, ask: refresh },
    post("/performances", 201, () => ({ name: `Night ${randomUUID()}` }), organiser),
  ];
}

describe("calls that need MySQL", () => {
  let database: Store;
  let system: TestSystem;
  let calls: readonly Call[];

  beforeAll(async () => {
    database = await startDatabase();
    system = await TestSystem.open({ databaseUrl: database.url });
    calls = await callsOf(system);
    for (const { title, status, ask } of calls) {
      expect([title, (await ask()).status]).toEqual([title, status]);
    }
  });
  afterAll(async () => {
    database.resume();
    await system.audit();
    await system.close();
    await database.stop();
  });

  async function expectBusy(): Promise<void> {
    const refused = await Promise.all(
      calls.map(async ({ title, ask }) => {
        const watch = new Stopwatch();
        const { status, body, headers } = await ask();
        const isInTime = watch.ms < PAUSED_WITHIN_MS;
        return [title, status, body.code, headers.has("Retry-After"), isInTime];
      }),
    );
    expect(refused).toEqual(calls.map(({ title }) => [title, 503, "SERVER_BUSY", true, true]));
  }

  async function expectAnswers(): Promise<void> {
    for (const { title, status, ask } of calls) {
      const answer = await eventually(async () => {
        const given = await ask();
        return given.status === 503 ? undefined : given;
      });
      expect([title, answer.status]).toEqual([title, status]);
    }
  }

  it("N9 answer SERVER_BUSY within 6 s while it does not answer, and work again later", async () => {
    database.pause();
    await expectBusy();
    await expectBusy();
    database.resume();
    await expectAnswers();
  });

  it("N9 answer SERVER_BUSY while it is down, and work again later", async () => {
    await database.kill();
    await expectBusy();
    await database.restart();
    await expectAnswers();
  });
});

describe("no worker on duty", () => {
  let system: TestSystem;
  let showtime: ShowtimeOnSale;
  let booking: Booking;

  beforeAll(async () => {
    system = await TestSystem.open({ nodes: 1, env: { ROLES: "api,live" } });
    await system.addNode({ ROLES: "worker" });
    showtime = await system.showtimeOnSale();
    booking = new Booking(system, showtime);
  });
  afterAll(async () => {
    await system.audit();
    await system.close();
  });

  it("N2 members see their own writes while no worker copies them", async () => {
    const fan = await system.fan();
    const queueToken = await system.admitted(fan.token, showtime.showtimeId);
    await system.nodes[1]?.stop();
    await system.lendLease();
    const held = await booking.hold(fan.token, queueToken, "7");
    expect(held.status).toBe(201);
    const { id } = held.body;
    const read = await booking.get(fan.token, `/reservations/${id}`);
    expect(read.body.status).toBe("held");
    const list = await booking.get(fan.token, "/reservations");
    expect(list.body.data).toMatchObject([{ id, status: "held" }]);

    const key = randomUUID();
    const answer = await booking.pay(fan.token, id, key);
    expect(answer.status).toBe(202);
    const pending = await booking.get(fan.token, `/reservations/${id}/payment`);
    expect(pending.body.status).toBe("pending");
    const payments = await booking.get(fan.token, "/payments");
    expect(payments.body.data).toMatchObject([{ status: "pending" }]);

    await system.addNode({ ROLES: "worker" });
    const paid = await eventually(async () => {
      const again = await booking.pay(fan.token, id, key);
      return again.status === 201 ? again : undefined;
    });
    expect(paid.body.id).toBe(answer.body.id);
    const after = await booking.get(fan.token, `/reservations/${id}`);
    expect(after.body.status).toBe("confirmed");
  });
});
