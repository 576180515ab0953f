// The rules of the twin. A twin that sold a seat twice or took money twice would be no peer.
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { openTestDatabase, type TestDatabase } from "../../../testing/kit/test-database.js";
import { until } from "../../../testing/kit/until.js";
import { openPool } from "./database.js";
import { holdSeats } from "./hold.js";
import { Loops } from "./loops.js";
import { payReservation } from "./pay.js";
import { joinQueue, readPlace } from "./queue.js";
import { Refusal } from "./refusal.js";
import { TWIN_SCHEMA } from "./schema.js";
import { Showtimes } from "./showtimes.js";
import type { Caller, TwinContext } from "./context.js";

const PRICE = 100;
const BALANCE = 250;
const HOLD_MS = 60_000;
const fan = (memberNo: number): Caller => ({ memberNo, memberId: `member-${memberNo}` });
const [ANN, BOB] = [fan(1), fan(2)] as const;

let database: TestDatabase;
let twin: TwinContext;
let showtimeId = 0;

beforeAll(async () => {
  database = await openTestDatabase({ isMigrated: false });
  for (const table of TWIN_SCHEMA) await database.db.write(table);
  const pool = openPool(database.url);
  twin = { pool, showtimes: new Showtimes(pool) };
});

afterAll(async () => {
  await new Promise<void>((resolve) => twin.pool.end(() => resolve()));
  await database.close();
});

/** A showtime with four seats and two fans who are admitted; a member may have two seats. */
beforeEach(async () => {
  showtimeId++;
  const { db } = database;
  await db.write(
    `INSERT INTO showtimes VALUES (${showtimeId}, 'open', 0, 100, 60000, ${HOLD_MS}, 60000, 2)`,
  );
  const seats = [1, 2, 3, 4].map(
    (id) => `(${showtimeId}, ${id}, 'standard', ${PRICE}, 'available', NULL, NULL)`,
  );
  await db.write(`INSERT INTO seats VALUES ${seats.join(", ")}`);
  await db.write("DELETE FROM wallets");
  await db.write(`INSERT INTO wallets VALUES (1, ${BALANCE}), (2, ${BALANCE})`);
  for (const caller of [ANN, BOB]) await joinQueue(twin, caller, showtimeId);
  await db.write(
    `UPDATE places SET status = 'admitted', session_ends_at = ${Date.now() + 60_000}
     WHERE showtime_id = ${showtimeId}`,
  );
});

const hold = (caller: Caller, seatIds: readonly number[], key?: string) =>
  holdSeats(twin, caller, { showtimeId, seatIds, key });

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "OK",
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  );

async function valueOf(sql: string): Promise<number> {
  const row = await database.db.first<{ value: number | string }>(`SELECT ${sql} AS value`, []);
  return Number(row?.value);
}

test("N2 the twin gives a seat to one of two fans who want it at the same time", async () => {
  const codes = await Promise.all(
    Array.from({ length: 10 }, (_, at) => codeOf(hold(at % 2 === 0 ? ANN : BOB, [1]))),
  );
  expect(codes.filter((code) => code === "OK")).toHaveLength(1);
  expect(codes.filter((code) => code === "SEAT_TAKEN")).toHaveLength(9);
});

test("N2 the twin answers a hold with the same key with the same reservation", async () => {
  const first = await hold(ANN, [1, 2], "key");
  expect(await hold(ANN, [1, 2], "key")).toEqual(first);
  expect(first.total).toBe(2 * PRICE);
  expect(await codeOf(hold(ANN, [1, 2], "other"))).toBe("SEAT_TAKEN");
});

test("N2 the twin keeps to the limit of a member, also for holds at the same time", async () => {
  const codes = await Promise.all([1, 2, 3, 4].map((seat) => codeOf(hold(ANN, [seat]))));
  expect(codes.sort()).toEqual(["LIMIT_REACHED", "LIMIT_REACHED", "OK", "OK"]);
});

test("N2 the twin refuses a hold of a fan who is not admitted, and of an unknown seat", async () => {
  expect(await codeOf(hold(fan(3), [1]))).toBe("QUEUE_NOT_READY");
  expect(await codeOf(hold(ANN, [1, 99]))).toBe("SEAT_UNKNOWN");
});

test("N2 the twin gives a lapsed hold's seats to the next fan, and takes no money for it", async () => {
  const { id } = await hold(ANN, [1, 2]);
  // The clock of the hold is moved, not the clock of the test.
  await database.db.write(`UPDATE seats SET held_until = 1 WHERE reservation_id = '${id}'`);
  await database.db.write(`UPDATE reservations SET expires_at = 1 WHERE id = '${id}'`);
  expect(await codeOf(hold(BOB, [1]))).toBe("OK");
  expect(await codeOf(payReservation(twin, ANN, { reservationId: id, key: "k" }))).toBe(
    "RESERVATION_EXPIRED",
  );
  expect(await codeOf(hold(BOB, [2]))).toBe("OK");
});

test("N2 the twin takes money once for one key, and balances its ledger", async () => {
  const { id: reservationId } = await hold(ANN, [1, 2]);
  const pay = (key: string) => payReservation(twin, ANN, { reservationId, key });
  const paid = await Promise.all([pay("key"), pay("key"), pay("key")]);
  expect(new Set(paid.map(({ body }) => body.id)).size).toBe(1);
  expect(paid.map(({ isReplayed }) => isReplayed).sort()).toEqual([false, true, true]);
  expect(await codeOf(pay("other"))).toBe("ALREADY_PAID");
  expect(await valueOf("(SELECT balance FROM wallets WHERE member_no = 1)")).toBe(
    BALANCE - 2 * PRICE,
  );
  expect(await valueOf("(SELECT SUM(amount) FROM ledger)")).toBe(0);
  const sold = `(SELECT COUNT(*) FROM seats WHERE showtime_id = ${showtimeId} AND status = 'sold')`;
  expect(await valueOf(sold)).toBe(2);
});

test("N2 the twin refuses a key of another payment, another's hold, and a poor fan", async () => {
  const first = await hold(ANN, [1, 2]);
  const second = await hold(BOB, [3]);
  const third = await hold(BOB, [4]);
  const pay = (caller: Caller, reservationId: string, key: string) =>
    codeOf(payReservation(twin, caller, { reservationId, key }));
  expect(await pay(BOB, first.id, "k")).toBe("FORBIDDEN");
  expect(await pay(BOB, "nosuch", "k")).toBe("RESERVATION_NOT_FOUND");
  await database.db.write(`UPDATE wallets SET balance = ${PRICE} WHERE member_no = 1`);
  expect(await pay(ANN, first.id, "k")).toBe("INSUFFICIENT_BALANCE");
  expect(await valueOf("(SELECT balance FROM wallets WHERE member_no = 1)")).toBe(PRICE);
  expect(await pay(BOB, second.id, "one")).toBe("OK");
  expect(await pay(BOB, third.id, "one")).toBe("IDEMPOTENCY_KEY_REUSED");
});

test("N2 the twin counts the places in front, and admits in the order of arrival", async () => {
  const places = [];
  for (const memberNo of [11, 12, 13]) {
    places.push((await joinQueue(twin, fan(memberNo), showtimeId)).body);
  }
  expect(places.map(({ position }) => position)).toEqual([1, 2, 3]);
  const again = await joinQueue(twin, fan(12), showtimeId);
  expect([again.isNew, again.body]).toEqual([false, places[1]]);
  const loops = new Loops(twin);
  loops.start();
  try {
    await until(async () => {
      const { status } = await readPlace(twin, fan(13), showtimeId);
      return status === "admitted";
    }, "the last fan is admitted");
    expect((await readPlace(twin, fan(11), showtimeId)).position).toBe(0);
  } finally {
    await loops.stop();
  }
});
