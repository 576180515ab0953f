import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { parseEntry } from "../../journal/entry.js";
import { chainAfter } from "../../redis/journal/stream.js";
import { openTestDatabase, type TestDatabase } from "../../../testing/kit/test-database.js";
import { OwnConnection } from "../own-connection.js";
import { agreeOnShards } from "../repositories/settings.js";
import { takeOver } from "../repositories/shard-duty.js";
import { writeBatch, type Fence } from "./batch-writer.js";
import { InvariantViolation, LostDuty } from "./invariant-violation.js";
import type { JournalRow } from "./journal-row.js";

const AT = 1_800_000_000_000;
const HOLD_MS = 300_000;
const RUN = "run-1";

let test_: TestDatabase;
let connection: OwnConnection;
let fence: Fence;

beforeAll(async () => {
  test_ = await openTestDatabase();
  await agreeOnShards(test_.db, 1);
});

beforeEach(async () => {
  for (const table of TABLES) await test_.db.write(`DELETE FROM ${table}`);
  await test_.db.write("UPDATE shards SET n = 0, chain = REPEAT('0', 40), beat_at = NULL");
  connection = await OwnConnection.open(test_.url);
  const generation = await takeOver(connection, 0, RUN);
  fence = { shard: 0, runId: RUN, generation: generation ?? 0 };
});

afterAll(() => test_.close());

const TABLES = [
  "journal",
  "reservations",
  "payments",
  "payment_seats",
  "wallets",
  "ledger",
  "outbox",
];

/** The rows that the worker makes from payloads; the first one has the number `first`. */
function rows(payloads: readonly string[], first = 1): JournalRow[] {
  let chain = "0".repeat(40);
  return payloads.map((payload, i) => {
    chain = chainAfter(chain, payload);
    const n = first + i;
    return { generation: fence.generation, n, payload, chain, entry: parseEntry(payload) };
  });
}

const write = (payloads: readonly string[], first = 1) =>
  withConnection(() => writeBatch(connection, fence, rows(payloads, first)));

async function withConnection(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } finally {
    connection.destroy();
    connection = await OwnConnection.open(test_.url);
  }
}

const count = async (table: string): Promise<number> =>
  Number((await test_.db.first<{ c: string }>(`SELECT COUNT(*) AS c FROM ${table}`))?.c);

const topUp = (id: string, amount: number, available: number, memberNo = 7) =>
  `credited wallet/credit:${id} ${AT} ${memberNo} ${id} ${amount} top_up - ${available} 0`;
const held = (hold: string, seats: string) =>
  `held seat/hold:${hold} ${AT} 1 ${hold} 7 3 ${seats} - - 1 1000 ${AT + HOLD_MS} ${AT} 1 -`;
const authorised = (pay: string, available: number, auth: number, memberNo = 7) =>
  `authorised pay/authorise:${pay} ${AT} ${memberNo} ${pay} 1000 h-${pay} 1 ${available} ${auth}`;
const captured = (pay: string, available: number, auth: number, memberNo = 7) =>
  `captured pay/capture:${pay} ${AT} ${memberNo} ${pay} 1000 h-${pay} 1 ${available} ${auth}`;
const sold = (pay: string, seats: string, memberNo = 7) =>
  `sold pay/confirm:${pay} ${AT} 1 ${pay} h-${pay} ${memberNo} 1000 ${seats} - 1 1 49 3`;
const cancelled = (pay: string, seats: string, no = 7) =>
  `cancelled pay/cancel:${pay} ${AT} 1 ${pay} h-${pay} ${no} r-${pay} 1000 ${seats} - 1 0 50 -`;
const refund = (pay: string, available: number, memberNo = 7) =>
  `credited wallet/credit:r-${pay} ${AT} ${memberNo} r-${pay} 1000 refund h-${pay} ${available} 0`;

const WHOLE_STORY = [
  topUp("t1", 5000, 5000),
  held("h-p1", "4"),
  authorised("p1", 4000, 1000),
  sold("p1", "4"),
  captured("p1", 4000, 0),
  cancelled("p1", "4"),
  refund("p1", 5000),
  `refunded pay/refunded:p1 ${AT + 1} 1 p1`,
];

describe("a batch of the journal", () => {
  test("G1 is written to every table that its entries belong to", async () => {
    await write(WHOLE_STORY);
    expect(await test_.db.first("SELECT n, chain FROM shards")).toEqual({
      n: "8",
      chain: rows(WHOLE_STORY).at(-1)?.chain,
    });
    expect(await count("journal")).toBe(8);
    expect(
      await test_.db.first("SELECT status, seats, total, expires_at, payment_id FROM reservations"),
    ).toEqual({
      status: "cancelled",
      seats: "4",
      total: "1000",
      expires_at: String(AT + HOLD_MS),
      payment_id: "p1",
    });
    expect(
      await test_.db.first(
        "SELECT wallet_status, show_status, refund_id, refunded_at, amount FROM payments",
      ),
    ).toEqual({
      wallet_status: "captured",
      show_status: "cancelled",
      refund_id: "r-p1",
      refunded_at: String(AT + 1),
      amount: "1000",
    });
    expect(await test_.db.first("SELECT seat, active_seat FROM payment_seats")).toEqual({
      seat: 4,
      active_seat: null,
    });
    expect(await test_.db.first("SELECT balance, authorised FROM wallets")).toEqual({
      balance: "5000",
      authorised: "0",
    });
    expect(await count("outbox")).toBe(6);
  });

  test("gives the same rows as its entries written one by one", async () => {
    await write(WHOLE_STORY);
    const whole = await dump();
    for (const table of TABLES) await test_.db.write(`DELETE FROM ${table}`);
    await test_.db.write("UPDATE shards SET n = 0");
    for (const [i, row] of rows(WHOLE_STORY).entries()) {
      await writeBatch(connection, fence, [row]);
      expect(row.n).toBe(i + 1);
    }
    connection.destroy();
    expect(await dump()).toEqual(whole);
  });

  test("F3 I2 an entry's lines sum to 0, a member's to available + authorised", async () => {
    await write([
      topUp("t1", 5000, 5000),
      authorised("p1", 4000, 1000),
      authorised("p2", 3000, 2000),
      captured("p1", 3000, 1000),
    ]);
    const uneven = await test_.db.select(
      "SELECT shard, n FROM ledger GROUP BY shard, n HAVING SUM(amount) <> 0",
    );
    expect(uneven).toEqual([]);
    const sum = await test_.db.first("SELECT SUM(amount) AS s FROM ledger WHERE member_no = 7");
    expect(sum).toEqual({ s: "4000" });
    const wallet = await test_.db.first("SELECT balance + authorised AS s FROM wallets");
    expect(wallet).toEqual({ s: "4000" });
  });

  const dump = async () => {
    const dumped: Record<string, unknown> = {};
    for (const table of TABLES) dumped[table] = await test_.db.select(`SELECT * FROM ${table}`);
    return dumped;
  };
});

describe("the second judge", () => {
  const refuses = async (payloads: readonly string[]): Promise<void> => {
    await expect(write(payloads)).rejects.toThrow(InvariantViolation);
    expect(await count("journal")).toBe(0);
    expect(await test_.db.first("SELECT n FROM shards")).toEqual({ n: "0" });
  };

  test("I1 refuses a second sale of a seat within one batch", () =>
    refuses([sold("p1", "4"), sold("p2", "3,4,5")]));

  test("I1 refuses a second sale in a later batch, and writes nothing of that batch", async () => {
    await write([sold("p1", "4")]);
    await expect(write([topUp("t1", 5, 5), sold("p2", "4")], 2)).rejects.toThrow(
      InvariantViolation,
    );
    expect(await count("journal")).toBe(1);
    expect(await count("wallets")).toBe(0);
  });

  test("G5 refuses to make a paid reservation a hold again: the order would be lost", async () => {
    await write([held("h-p1", "4"), sold("p1", "4")]);
    await expect(write([held("h-p1", "5")], 3)).rejects.toThrow(InvariantViolation);
    expect(await count("journal")).toBe(2);
  });

  test("lets a cancelled seat be sold again in the same batch", async () => {
    await write([sold("p1", "4,5"), cancelled("p1", "4,5"), sold("p2", "5"), sold("p3", "4")]);
    expect(
      await test_.db.select(
        "SELECT payment_id, seat FROM payment_seats WHERE active_seat = seat ORDER BY payment_id",
      ),
    ).toEqual([
      { payment_id: "p2", seat: 5 },
      { payment_id: "p3", seat: 4 },
    ]);
  });

  test("lets a seat of an earlier batch be cancelled and sold again in one batch", async () => {
    await write([sold("p1", "4")]);
    await write([cancelled("p1", "4"), sold("p2", "4")], 2);
    expect(
      await test_.db.select("SELECT payment_id FROM payment_seats WHERE active_seat = 4"),
    ).toEqual([{ payment_id: "p2" }]);
  });

  test("I1 refuses a second sale also when a cancellation follows it", () =>
    refuses([sold("p1", "4"), sold("p2", "4"), cancelled("p1", "4")]));

  test("refuses to cancel a payment that sold no seat", () => refuses([cancelled("p1", "4")]));

  test("I6 refuses a wallet below 0", () =>
    refuses([topUp("t1", 500, 500), authorised("p1", -500, 1000)]));

  test("refuses a balance that does not follow from the entry before it", () =>
    refuses([topUp("t1", 500, 500), topUp("t2", 500, 1500)]));

  test("refuses a balance that does not follow from the one in MySQL, and names it", async () => {
    await write([topUp("t1", 500, 500)]);
    const second = write([topUp("t2", 500, 900)], 2);
    await expect(second).rejects.toThrow("wallet 7 has 500, not 400");
  });

  test("refuses to take money from a wallet that MySQL does not know", () =>
    refuses([authorised("p1", 0, 1000)]));

  test("accepts a batch that leaves a wallet unchanged", async () => {
    await write([topUp("t1", 1000, 1000)]);
    const voided = `voided pay/void:p1 ${AT} 7 p1 1000 h-p1 1 1000 0`;
    await write([authorised("p1", 0, 1000), voided], 2);
    expect(await test_.db.first("SELECT wallet_status FROM payments")).toEqual({
      wallet_status: "voided",
    });
  });
});

describe("the fence", () => {
  test("refuses a writer with another generation", async () => {
    fence = { ...fence, generation: fence.generation - 1 };
    await expect(write([topUp("t1", 1, 1)])).rejects.toThrow(LostDuty);
    expect(await count("journal")).toBe(0);
  });

  test("refuses a writer with another run id, also under the same generation", async () => {
    fence = { ...fence, runId: "run-2" };
    await expect(write([topUp("t1", 1, 1)])).rejects.toThrow(LostDuty);
  });

  test("refuses a batch that does not start right after the last entry in MySQL", async () => {
    await expect(write([topUp("t1", 1, 1)], 2)).rejects.toThrow(LostDuty);
    expect(await count("journal")).toBe(0);
  });

  test("recognises a batch that was committed but whose reply was lost", async () => {
    await write(WHOLE_STORY);
    await write(WHOLE_STORY);
    expect(await count("journal")).toBe(8);
    expect(await test_.db.first("SELECT balance FROM wallets")).toEqual({ balance: "5000" });
  });
});
