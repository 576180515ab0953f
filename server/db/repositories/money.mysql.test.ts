import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parseEntry } from "../../journal/entry.js";
import { chainAfter } from "../../redis/journal/stream.js";
import { openTestDatabase, type TestDatabase } from "../../../testing/kit/test-database.js";
import { writeBatch } from "../journal/batch-writer.js";
import { writeProjected } from "../journal/projection-writer.js";
import { OwnConnection } from "../own-connection.js";
import { outcomeOf } from "./journal.js";
import { encodeCursor, type RowPage, type PageRequest } from "./page.js";
import { findPayment, paymentPage, paymentsOf, payingOf } from "./payments.js";
import { findReservation, reservationPage } from "./reservations.js";
import { agreeOnShards } from "./settings.js";
import { takeOver } from "./shard-duty.js";
import { durableNumber, generationOf } from "./shards.js";
import { findWallet, walletEntryPage } from "./wallets.js";

const AT = 1_800_000_000_000;
const MEMBER = 7;
const HOLDS = 7;

let opened: TestDatabase;

/** A top-up, then several paid bookings, some of them in the same millisecond. */
function story(): string[] {
  const payloads = [`credited wallet/credit:t ${AT} ${MEMBER} t 90000 top_up - 90000 0`];
  let available = 90_000;
  for (let i = 1; i <= HOLDS; i++) {
    const at = AT + Math.floor(i / 2);
    available -= 1000;
    const seats = `${i},${i + 20}`;
    payloads.push(
      `held seat/hold:h${i} ${at} 1 h${i} ${MEMBER} 3 ${seats} - - 2 1000 ${at + 5} ${at} 2 -`,
      `authorised pay/authorise:p${i} ${at} ${MEMBER} p${i} 1000 h${i} 1 ${available} 1000`,
      `sold pay/confirm:p${i} ${at} 1 p${i} h${i} ${MEMBER} 1000 ${seats} - 2 2 48 3`,
      `captured pay/capture:p${i} ${at} ${MEMBER} p${i} 1000 h${i} 1 ${available} 0`,
    );
  }
  payloads.push(
    `tombstoned pay/resolve:p99 ${AT} 1 p99`,
    `refused pay/confirm:p98 ${AT} 1 p98 h1 ${MEMBER} ALREADY_PAID`,
    `held seat/hold:area ${AT - 5} 2 area 8 3 - - 0 3 3000 ${AT} ${AT - 5} 3 97`,
  );
  return payloads;
}

beforeAll(async () => {
  opened = await openTestDatabase();
  await agreeOnShards(opened.db, 1);
  const connection = await OwnConnection.open(opened.url);
  const generation = (await takeOver(connection, 0, "run")) ?? 0;
  let chain = "0".repeat(40);
  const rows = story().map((payload, i) => {
    chain = chainAfter(chain, payload);
    return { generation, n: i + 1, payload, chain, entry: parseEntry(payload) };
  });
  const fence = { shard: 0, runId: "run", generation };
  await writeBatch(connection, fence, rows);
  await writeProjected(connection, fence, rows);
  connection.destroy();
});

afterAll(() => opened.close());

/** Every row of a list, page by page. */
async function all<Row>(list: (page: PageRequest) => Promise<RowPage<Row>>): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ limit: 2, cursor });
    expect(page.rows.length).toBeLessThanOrEqual(2);
    rows.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return rows;
}

describe("reading from MySQL", () => {
  test("a member's reservations come newest first, each once", async () => {
    const rows = await all((page) => reservationPage(opened.db, { memberNo: MEMBER }, page));
    expect(rows.map(({ id }) => id)).toEqual(["h7", "h6", "h5", "h4", "h3", "h2", "h1"]);
    const held = await reservationPage(opened.db, { status: "held" }, { limit: 10 });
    expect(held).toMatchObject({ rows: [{ id: "area" }], nextCursor: undefined });
  });

  test("a reservation has its seats or its area, its price and its payment", async () => {
    expect(await findReservation(opened.db, "h3")).toEqual({
      id: "h3",
      shard: 0,
      showtimeId: 1,
      memberNo: MEMBER,
      status: "confirmed",
      area: undefined,
      quantity: 2,
      total: 1000,
      seats: [3, 23],
      madeAt: AT + 1,
      expiresAt: AT + 6,
      paymentId: "p3",
    });
    expect(await findReservation(opened.db, "area")).toMatchObject({ area: 0, seats: [] });
    expect(await findReservation(opened.db, "H3")).toBeUndefined();
  });

  test("a payment has both halves, and a reservation has the payment that paid it", async () => {
    const paid = { id: "p1", walletStatus: "captured", showtimeStatus: "confirmed", amount: 1000 };
    expect(await findPayment(opened.db, "p1")).toMatchObject(paid);
    expect(payingOf(await paymentsOf(opened.db, "h1"))).toMatchObject(paid);
    expect(await findPayment(opened.db, "p98")).toMatchObject({ reason: "ALREADY_PAID" });
    const tombstone = { showtimeStatus: "tombstoned", memberNo: undefined, amount: undefined };
    expect(await findPayment(opened.db, "p99")).toMatchObject(tombstone);
    expect(await findPayment(opened.db, "none")).toBeUndefined();
    const mine = await all((page) => paymentPage(opened.db, { memberNo: MEMBER }, page));
    expect(mine).toHaveLength(HOLDS + 1);
  });

  test("F3 I2 a wallet is the sum of its entries", async () => {
    const wallet = await findWallet(opened.db, MEMBER);
    expect(wallet).toEqual({ memberNo: MEMBER, available: 90_000 - HOLDS * 1000, authorised: 0 });
    const entries = await all((page) => walletEntryPage(opened.db, MEMBER, page));
    expect(entries).toHaveLength(HOLDS + 1);
    expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(wallet?.available);
    expect(entries.at(-1)).toMatchObject({ kind: "top_up", amount: 90_000, id: "0-1" });
    expect(await findWallet(opened.db, 999)).toBeUndefined();
  });

  test("an operation's outcome is the committed entry", async () => {
    expect(await outcomeOf(opened.db, 0, "pay/confirm:p98")).toMatchObject({ kind: "refused" });
    expect(await outcomeOf(opened.db, 0, "pay/confirm:p97")).toBeUndefined();
    expect(await durableNumber(opened.db, 0)).toBe(story().length);
    expect(await generationOf(opened.db, 0)).toBe(1);
    await expect(generationOf(opened.db, 5)).rejects.toThrow("no shard 5");
  });

  test.each(["x", "", "ÿ", encodeCursor({ madeAt: 1, id: "a b" }), "a".repeat(5000)])(
    "a text that is not a cursor is refused: %#",
    async (cursor) => {
      const listed = reservationPage(opened.db, { memberNo: MEMBER }, { limit: 2, cursor });
      await expect(listed).rejects.toMatchObject({ code: "VALIDATION" });
    },
  );
});
