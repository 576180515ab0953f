// The sale over REST: each refusal of the contract on the way from joining to paying.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { TestSystem, type ShowtimeOnSale } from "../../../testing/kit/test-system.js";
import { eventually } from "../../../testing/kit/until.js";

interface Shown {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly token: string;
  readonly place: number;
  readonly pollAfterMs: number;
  readonly total: number;
  readonly retryAfterMs: number;
  readonly meta: { readonly seatIds: readonly string[]; readonly alternatives: unknown[] };
  readonly data: readonly Shown[];
  readonly seats: readonly { readonly id: string; readonly price: number }[];
}

const DAY_MS = 86_400_000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const AREA = { id: "pit", name: "Pit", capacity: 3, priceClass: "standard" };

describe("the sale over REST", () => {
  let system: TestSystem;
  let showtime: ShowtimeOnSale;
  let fan: { id: string; token: string };
  let queueToken: string;

  beforeAll(async () => {
    system = await TestSystem.open();
    showtime = await system.showtimeOnSale({ areas: [AREA], policy: { maxPerUser: 6 } });
    fan = await system.fan();
    queueToken = await system.admitted(fan.token, showtime.showtimeId);
  });
  afterAll(() => system.close());

  interface Who {
    readonly token?: string;
    readonly queueToken?: string | undefined;
    readonly key?: string;
  }

  const ask = (method: string, path: string, body?: unknown, who: Who = {}) =>
    system.settled(() =>
      system.ask<Shown>(method, path, {
        token: who.token ?? fan.token,
        body,
        headers: {
          ...("queueToken" in who
            ? who.queueToken === undefined
              ? {}
              : { "X-Queue-Token": who.queueToken }
            : { "X-Queue-Token": queueToken }),
          ...(who.key === undefined ? {} : { "Idempotency-Key": who.key }),
        },
      }),
    );
  const hold = (choice: object, who: Who = {}) =>
    ask("POST", "/reservations", { showtimeId: showtime.showtimeId, ...choice }, who);
  const pay = (reservationId: unknown, who: Who = {}) =>
    ask("POST", "/payments", { reservationId }, { key: randomUUID(), ...who });
  const codeOf = ({ status, body }: Awaited<ReturnType<typeof hold>>) => [status, body.code];
  const queue = () => `/showtimes/${showtime.showtimeId}/queue`;

  it("C1 C3 joins once: 201, then 200 with the same place and token", async () => {
    const someone = await system.signUp();
    const first = await ask("POST", queue(), undefined, { token: someone.token });
    const again = await ask("POST", queue(), undefined, { token: someone.token });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect([again.body.place, again.body.token]).toEqual([first.body.place, first.body.token]);
  });

  it("C7 a missing queue token is not ready, a forged or another's is invalid", async () => {
    const other = await system.signUp();
    const theirs = await ask("POST", queue(), undefined, { token: other.token });
    for (const [method, path] of [
      ["GET", queue()],
      ["DELETE", queue()],
      ["GET", `/showtimes/${showtime.showtimeId}/seats`],
    ] as const) {
      const none = await ask(method, path, undefined, { queueToken: undefined });
      expect(codeOf(none)).toEqual([403, "QUEUE_NOT_READY"]);
      for (const wrong of ["x", "A".repeat(55), "A".repeat(5000), theirs.body.token]) {
        const answer = await ask(method, path, undefined, { queueToken: wrong });
        expect(codeOf(answer)).toEqual([401, "INVALID_QUEUE_TOKEN"]);
      }
    }
    expect(codeOf(await hold({ seatIds: ["1"] }, { queueToken: undefined }))).toEqual([
      403,
      "QUEUE_NOT_READY",
    ]);
    expect(codeOf(await hold({ seatIds: ["1"] }, { queueToken: theirs.body.token }))).toEqual([
      401,
      "INVALID_QUEUE_TOKEN",
    ]);
  });

  it("C7 a sale that has not opened, or is not approved, is codeOf with the time to wait", async () => {
    const later = await system.showtimeOnSale({ salesOpenAt: inMs(DAY_MS) });
    const early = await ask("POST", `/showtimes/${later.showtimeId}/queue`);
    expect(codeOf(early)).toEqual([425, "SALE_NOT_OPEN"]);
    expect(early.body.retryAfterMs).toBe(3_600_000);
    expect(early.headers.get("Retry-After")).toBe("3600");
    const opensAt = Date.now() + 600_000;
    const salesOpenAt = new Date(opensAt).toISOString();
    const soon = await system.showtimeOnSale({ salesOpenAt });
    const before = Date.now();
    const wait = await ask("POST", `/showtimes/${soon.showtimeId}/queue`);
    expect(wait.body.retryAfterMs).toBeGreaterThanOrEqual(opensAt - Date.now() - 1);
    expect(wait.body.retryAfterMs).toBeLessThanOrEqual(opensAt - before + 1);
    const over = await system.showtimeOnSale({
      salesOpenAt: inMs(-2000),
      salesCloseAt: inMs(-1000),
    });
    expect(codeOf(await ask("POST", `/showtimes/${over.showtimeId}/queue`))).toEqual([
      409,
      "SALE_CLOSED",
    ]);
    expect(codeOf(await ask("POST", "/showtimes/999999/queue"))).toEqual([
      404,
      "SHOWTIME_NOT_FOUND",
    ]);
  });

  it("C5 a caller that polls again at once while waiting gets 429 and a time to come back", async () => {
    const slow = await system.showtimeOnSale({ policy: { maxActive: 1 } });
    const path = `/showtimes/${slow.showtimeId}/queue`;
    await system.admitted((await system.signUp()).token, slow.showtimeId);
    const waiting = await system.signUp();
    const joined = await ask("POST", path, undefined, { token: waiting.token });
    const who = { token: waiting.token, queueToken: joined.body.token };
    const first = await ask("GET", path, undefined, who);
    expect([first.status, first.body.status]).toEqual([200, "waiting"]);
    expect(first.headers.get("Retry-After")).not.toBeNull();
    // At once is a matter of time: on a slow machine one asks a few times.
    const refused = await eventually(async () => {
      const again = await ask("GET", path, undefined, who);
      return again.status === 200 ? undefined : again;
    });
    expect(codeOf(refused)).toEqual([429, "RATE_LIMITED"]);
    const stranger = { ...who, token: (await system.signUp()).token };
    expect(codeOf(await ask("GET", path, undefined, stranger))).toEqual([
      401,
      "INVALID_QUEUE_TOKEN",
    ]);
    const nowhere = await ask("GET", "/showtimes/999999/queue", undefined, who);
    expect(codeOf(nowhere)).toEqual([404, "SHOWTIME_NOT_FOUND"]);
    expect(codeOf(await ask("GET", `/showtimes/${slow.showtimeId}/seats`, undefined, who))).toEqual(
      [403, "QUEUE_NOT_READY"],
    );
  });

  it("C7 a sale that is paused tells no time; once closed, who waits is out and who is in stays", async () => {
    const short = await system.showtimeOnSale({ policy: { maxActive: 1 } });
    const path = `/showtimes/${short.showtimeId}/queue`;
    const inside = await system.signUp();
    await system.admitted(inside.token, short.showtimeId);
    const waiting = await system.signUp();
    const join = (token: string) => ask("POST", path, undefined, { token });
    const sale = (state: string) =>
      ask("PATCH", `/showtimes/${short.showtimeId}/sale`, { state }, { token: short.organiser });
    const joined = await join(waiting.token);
    expect(joined.body).toMatchObject({ status: "waiting", etaSeconds: 0 });
    expect((await sale("paused")).status).toBe(200);
    expect((await join(waiting.token)).body).toMatchObject({ position: 1, etaSeconds: null });
    expect((await sale("closed")).status).toBe(200);
    expect(codeOf(await join(waiting.token))).toEqual([409, "SALE_CLOSED"]);
    const who = { token: waiting.token, queueToken: joined.body.token };
    expect((await ask("GET", path, undefined, who)).body).toMatchObject({ status: "expired" });
    expect((await join(inside.token)).body).toMatchObject({ status: "admitted" });
  });

  it("E5 seats, areas and showtimes of nothing answer their own 404", async () => {
    const unknown = await hold({ seatIds: ["1", "51"] });
    expect(codeOf(unknown)).toEqual([404, "SEAT_UNKNOWN"]);
    expect(unknown.body.meta.seatIds).toEqual(["51"]);
    expect(codeOf(await hold({ areaId: "bar", quantity: 1 }))).toEqual([404, "AREA_UNKNOWN"]);
    const nowhere = await ask("POST", "/reservations", { showtimeId: 999_999, seatIds: ["1"] });
    expect(codeOf(nowhere)).toEqual([404, "SHOWTIME_NOT_FOUND"]);
  });

  it.each([
    ["nothing", {}],
    ["no seats", { seatIds: [] }],
    ["a seat twice", { seatIds: ["1", "1"] }],
    ["numbers as seats", { seatIds: [1] }],
    ["seats and an area", { seatIds: ["1"], areaId: "pit", quantity: 1 }],
    ["half a place", { areaId: "pit", quantity: 0.5 }],
    ["no places", { areaId: "pit", quantity: 0 }],
    ["none of the best", { best: { count: 0 } }],
    ["the best of an unknown class", { best: { count: 1, priceClass: "gold" } }],
    ["a price", { seatIds: ["1"], price: 1 }],
  ])("E5 refuses to hold %s", async (_what, choice) => {
    expect(codeOf(await hold(choice))).toEqual([400, "VALIDATION"]);
  });

  it("E1 E2 E9 holds several seats with a total; a seat that is taken comes with alternatives", async () => {
    const held = await hold({ seatIds: ["1", "2"] });
    expect(held.status).toBe(201);
    expect(held.body).toMatchObject({ status: "held", total: 60_000, currency: "KRW" });
    const other = await system.fan();
    const token = await system.admitted(other.token, showtime.showtimeId);
    const taken = await hold({ seatIds: ["2", "3"] }, { token: other.token, queueToken: token });
    expect(codeOf(taken)).toEqual([409, "SEAT_TAKEN"]);
    expect(taken.body.meta.seatIds).toEqual(["2"]);
    expect(taken.body.meta.alternatives.length).toBeGreaterThan(0);
    await ask("DELETE", `/reservations/${held.body.id}`);
  });

  it("E1 the same Idempotency-Key holds once", async () => {
    const key = randomUUID();
    const first = await hold({ seatIds: ["4"] }, { key });
    const again = await hold({ seatIds: ["4"] }, { key });
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(codeOf(await hold({ seatIds: ["5"] }, { key }))).toEqual([
      422,
      "IDEMPOTENCY_KEY_REUSED",
    ]);
    await ask("DELETE", `/reservations/${first.body.id}`);
  });

  it("G5 a key whose payment was refused for good answers so again, and pays nothing else", async () => {
    const held = await hold({ seatIds: ["6"] });
    const key = randomUUID();
    const nothing = held.body.id.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
    const first = await pay(nothing, { key });
    expect(codeOf(first)).toEqual([404, "RESERVATION_NOT_FOUND"]);
    expect(first.headers.get("Idempotent-Replayed")).toBeNull();
    const again = await pay(nothing, { key });
    expect([codeOf(again), again.headers.get("Idempotent-Replayed")]).toEqual([
      [404, "RESERVATION_NOT_FOUND"],
      "true",
    ]);
    expect(codeOf(await pay(held.body.id, { key }))).toEqual([422, "IDEMPOTENCY_KEY_REUSED"]);
    await ask("DELETE", `/reservations/${held.body.id}`);
  });

  it("F3 G5 a payment refused for its balance is not stored: the same key pays after a top-up", async () => {
    const poor = await system.fan(1);
    const token = await system.admitted(poor.token, showtime.showtimeId);
    const held = await hold({ seatIds: ["7"] }, { token: poor.token, queueToken: token });
    const [key, who] = [randomUUID(), { token: poor.token }];
    const refused = await pay(held.body.id, { key, ...who });
    expect(codeOf(refused)).toEqual([402, "INSUFFICIENT_BALANCE"]);
    const topUp = { key: randomUUID(), ...who };
    await ask("POST", "/members/me/wallet/top-ups", { amount: held.body.total }, topUp);
    const paid = await pay(held.body.id, { key, ...who });
    expect([paid.status, paid.headers.get("Idempotent-Replayed")]).toEqual([201, null]);
    const again = await pay(held.body.id, { key, ...who });
    expect([again.status, again.headers.get("Idempotent-Replayed")]).toEqual([201, "true"]);
    expect(again.body).toEqual(paid.body);
  });

  it("C5 a place that only polls enters when it is called", async () => {
    const someone = await system.signUp();
    const joined = await ask("POST", queue(), undefined, { token: someone.token });
    const who = { token: someone.token, queueToken: joined.body.token };
    const admitted = await eventually(async () => {
      const { body } = await ask("GET", queue(), undefined, who);
      return body.status === "admitted" ? body : undefined;
    });
    expect(admitted.place).toBe(joined.body.place);
  });

  it("E10 refuses more places than there are, and more than one may have", async () => {
    expect(codeOf(await hold({ areaId: "pit", quantity: 4 }))).toEqual([409, "OUT_OF_STOCK"]);
    const seatIds = ["11", "12", "13", "14", "15", "16", "17"];
    expect(codeOf(await hold({ seatIds }))).toEqual([409, "LIMIT_REACHED"]);
  });

  it("E10 I11 a showtime of areas alone is sold, and the audit finds nothing", async () => {
    const standing = await system.showtimeOnSale({ layout: undefined, areas: [AREA] });
    const { showtimeId } = standing;
    const token = await system.admitted(fan.token, showtimeId);
    const held = await ask(
      "POST",
      "/reservations",
      { showtimeId, areaId: "pit", quantity: 2 },
      { queueToken: token },
    );
    expect(held.status).toBe(201);
    await system.audit();
    await ask("DELETE", `/reservations/${held.body.id}`);
  });

  it("E6 E12 changes the seats of a hold, releases it, and not twice", async () => {
    const held = await hold({ seatIds: ["21"] });
    const path = `/reservations/${held.body.id}`;
    const changed = await ask("PUT", path, { seatIds: ["22", "23"] });
    expect(changed.body.seats.map(({ id }) => id)).toEqual(["22", "23"]);
    expect((await ask("DELETE", path)).status).toBe(204);
    expect(codeOf(await ask("DELETE", path))).toEqual([409, "ALREADY_CANCELLED"]);
    expect(codeOf(await ask("PUT", path, { seatIds: ["24"] }))).toEqual([409, "ALREADY_CANCELLED"]);
    expect(codeOf(await pay(held.body.id))).toEqual([410, "RESERVATION_EXPIRED"]);
  });

  it("E7 another's reservation is forbidden, an unknown one is not found", async () => {
    const held = await hold({ seatIds: ["31"] });
    const { token } = await system.fan();
    const path = `/reservations/${held.body.id}`;
    for (const [method, body] of [
      ["GET", undefined],
      ["PUT", { seatIds: ["32"] }],
      ["DELETE", undefined],
    ] as const) {
      expect(codeOf(await ask(method, path, body, { token }))).toEqual([403, "FORBIDDEN"]);
    }
    expect(codeOf(await pay(held.body.id, { token }))).toEqual([403, "FORBIDDEN"]);
    for (const id of ["nothing", randomUUID(), "0"]) {
      expect(codeOf(await ask("GET", `/reservations/${id}`))).toEqual([
        404,
        "RESERVATION_NOT_FOUND",
      ]);
      expect(codeOf(await ask("DELETE", `/reservations/${id}`))).toEqual([
        404,
        "RESERVATION_NOT_FOUND",
      ]);
      expect(codeOf(await pay(id))).toEqual([404, "RESERVATION_NOT_FOUND"]);
    }
    await ask("DELETE", path);
  });

  it("G3 too little money keeps the hold; after a top-up the same key pays", async () => {
    const poor = await system.fan(1000);
    const token = await system.admitted(poor.token, showtime.showtimeId);
    const who = { token: poor.token, queueToken: token };
    const held = await hold({ seatIds: ["41"] }, who);
    const key = randomUUID();
    expect(codeOf(await pay(held.body.id, { ...who, key }))).toEqual([402, "INSUFFICIENT_BALANCE"]);
    const read = await ask("GET", `/reservations/${held.body.id}`, undefined, who);
    expect(read.body.status).toBe("held");
    const topUp = { token: poor.token, key: randomUUID() };
    await ask("POST", "/members/me/wallet/top-ups", { amount: 50_000 }, topUp);
    const paid = await pay(held.body.id, { ...who, key });
    expect(paid.status).toBe(201);
    const again = await pay(held.body.id, { ...who, key });
    expect([again.status, again.body.id]).toEqual([201, paid.body.id]);
    expect(again.headers.get("Idempotent-Replayed")).toBe("true");
    expect(codeOf(await pay(held.body.id, who))).toEqual([409, "ALREADY_PAID"]);
    expect(codeOf(await ask("DELETE", `/reservations/${held.body.id}`, undefined, who))).toEqual([
      409,
      "PAID_NEEDS_CANCELLATION",
    ]);
  });

  it("G7 shows payments to the member who paid and to the organiser alone", async () => {
    const held = await hold({ seatIds: ["44"] });
    const paid = await pay(held.body.id);
    const path = `/payments/${paid.body.id}`;
    expect((await ask("GET", path)).body).toMatchObject({ id: paid.body.id, amount: 30_000 });
    const of = await ask("GET", `/reservations/${held.body.id}/payment`);
    expect(of.body.id).toBe(paid.body.id);
    const mine = await ask("GET", "/payments?limit=1");
    expect(mine.body.data.map(({ id }) => id)).toEqual([paid.body.id]);
    const stranger = await system.signUp();
    expect(codeOf(await ask("GET", path, undefined, { token: stranger.token }))).toEqual([
      403,
      "FORBIDDEN",
    ]);
    expect((await ask("GET", path, undefined, { token: showtime.organiser })).status).toBe(200);
    expect(codeOf(await ask("GET", `/payments/${"0".repeat(64)}`))).toEqual([
      404,
      "PAYMENT_NOT_FOUND",
    ]);
  });

  it("G1 a payment needs its key", async () => {
    const none = await ask("POST", "/payments", { reservationId: randomUUID() });
    expect(codeOf(none)).toEqual([400, "IDEMPOTENCY_KEY_REQUIRED"]);
    expect(codeOf(await pay({}))).toEqual([400, "VALIDATION"]);
  });

  it("C1 who has left gets a new place at the end, and the old token is over", async () => {
    const someone = await system.signUp();
    const first = await ask("POST", queue(), undefined, { token: someone.token });
    const who = { token: someone.token, queueToken: first.body.token };
    expect((await ask("DELETE", queue(), undefined, who)).status).toBe(204);
    const again = await ask("POST", queue(), undefined, who);
    expect(again.status).toBe(201);
    expect(again.body.place).toBeGreaterThan(first.body.place);
    expect(codeOf(await ask("GET", queue(), undefined, who))).toEqual([410, "QUEUE_TOKEN_EXPIRED"]);
  });
});
