import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { AnsweredPayment, Hold, OnsaleClient } from "../index.js";
import { memoryStorage } from "../index.js";
import { fastClient, openSale, payment, reservation, SHOWTIME } from "./fake-sale.js";
import { FakeServer, no, ok } from "./fake-server.js";
import { until } from "./until.js";

let server: FakeServer;
let client: OnsaleClient;
let answered: AnsweredPayment[];

beforeEach(async () => {
  server = await new FakeServer().start();
  openSale(server);
  client = fastClient(server.url, { memberId: "member-1" });
  answered = [];
  client.on("paid", (paid) => answered.push(paid));
});

afterEach(async () => {
  client.close();
  await server.stop();
});

async function held(): Promise<Hold> {
  const room = await client.waitingRoom(SHOWTIME).join();
  return (await room.admitted()).hold({ seatIds: ["A-1"] });
}

const keys = (): unknown[] => server.sent("reservation:pay").map((sent) => sent["idempotencyKey"]);

/** Gives these answers in turn; the last one is repeated. */
function payAnswers(...answers: readonly (ReturnType<typeof no> | typeof PAID | undefined)[]) {
  let asked = 0;
  server.handlers["reservation:pay"] = () => answers[Math.min(asked++, answers.length - 1)];
}

const PAID = ok(payment());

test("G5 repeats a payment with the same key when the answer is lost", async () => {
  payAnswers(undefined, undefined, PAID);
  const paid = await (await held()).pay();
  expect(paid.id).toBe("pay-1");
  expect(keys()).toHaveLength(3);
  expect(new Set(keys()).size).toBe(1);
  expect(answered).toHaveLength(1);
});

test("repeats a pending payment with the same key, and reports it once", async () => {
  payAnswers(ok(payment({ status: "pending" })), PAID);
  const paid = await (await held()).pay();
  expect(paid.status).toBe("authorised");
  expect(new Set(keys()).size).toBe(1);
  expect(answered).toEqual([
    { paymentId: "pay-1", reservationId: "hold-1", userId: "member-1", amount: 60_000 },
  ]);
});

test("uses a new key by itself once the money is back", async () => {
  payAnswers(no("PAYMENT_VOIDED"), PAID);
  await (await held()).pay();
  expect(keys()).toHaveLength(2);
  expect(new Set(keys()).size).toBe(2);
});

test("waits out a pause of the sale", async () => {
  payAnswers(no("SALE_PAUSED", { retryAfterMs: 20 }), no("IDEMPOTENCY_IN_FLIGHT"), PAID);
  await (await held()).pay();
  expect(new Set(keys()).size).toBe(1);
});

test("G3 throws at once that the balance is too low, and goes on with the same key", async () => {
  payAnswers(no("INSUFFICIENT_BALANCE"), PAID);
  const hold = await held();
  await expect(hold.pay()).rejects.toMatchObject({ code: "INSUFFICIENT_BALANCE", retry: "now" });
  expect(hold.isLive).toBe(true);
  await hold.pay();
  expect(new Set(keys()).size).toBe(1);
});

test("a hold that has expired is not paid", async () => {
  payAnswers(no("RESERVATION_EXPIRED"));
  await expect((await held()).pay()).rejects.toMatchObject({ code: "RESERVATION_EXPIRED" });
  expect(answered).toEqual([]);
});

test("two clicks are one payment", async () => {
  const hold = await held();
  const [one, two] = await Promise.all([hold.pay(), hold.pay()]);
  expect(one).toBe(two);
  expect(keys()).toHaveLength(1);
});

test("goes on with the same key after the connection broke", async () => {
  let asked = 0;
  server.handlers["reservation:pay"] = () => {
    if (asked++ > 0) return PAID;
    server.cut();
    return undefined;
  };
  await (await held()).pay();
  expect(keys()).toHaveLength(2);
  expect(new Set(keys()).size).toBe(1);
});

test("goes on with the same key after a reload", async () => {
  const storage = memoryStorage();
  payAnswers(undefined);
  const before = fastClient(server.url, {
    storage,
    timing: { callTimeoutMs: 20, payPatienceMs: 1 },
  });
  await expect(before.hold(reservation()).pay()).rejects.toMatchObject({ isAnswered: false });
  before.close();
  payAnswers(PAID);
  const after = fastClient(server.url, { storage });
  await after.hold(reservation()).pay();
  after.close();
  expect(new Set(keys()).size).toBe(1);
});

test("E4 reports that the hold has expired, by the signal or by asking after its deadline", async () => {
  const expired: string[] = [];
  const hold = await held();
  hold.on("expired", ({ id }) => expired.push(id));
  server.tell("reservation:expired", { reservationId: "hold-1" });
  await until(() => expired.length === 1);

  server.rest = () => ({ status: 200, body: reservation({ status: "expired" }) });
  const past = new Date(Date.now() - 1_900).toISOString();
  const quiet = client.hold(reservation({ expiresAt: past }));
  quiet.on("expired", ({ id }) => expired.push(id));
  await until(() => expired.length === 2);
  expect(quiet.isLive).toBe(false);
});

test("hold, change and release carry an operation id each", async () => {
  server.handlers["reservation:change"] = () => ok(reservation({ total: 30_000 }));
  const hold = await held();
  await hold.change(["A-2"]);
  await hold.release();
  expect(hold.total).toBe(60_000);
  expect(hold.isLive).toBe(false);
  const ids = (["reservation:hold", "reservation:change", "reservation:release"] as const).map(
    (name) => server.sent(name)[0]?.["opId"],
  );
  expect(new Set(ids).size).toBe(3);
});

test("repeats a hold with the same operation id, and a refusal reaches the caller", async () => {
  let asked = 0;
  server.handlers["reservation:hold"] = () => (asked++ === 0 ? undefined : ok(reservation()));
  await held();
  const ids = server.sent("reservation:hold").map((sent) => sent["opId"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);

  const meta = { alternatives: ["A-2"] };
  server.handlers["reservation:hold"] = () => no("SEAT_TAKEN", { meta });
  await expect(held()).rejects.toMatchObject({ code: "SEAT_TAKEN", retry: "never", meta });
});
