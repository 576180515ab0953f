import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  AT,
  authorised,
  cancelled,
  captured,
  held,
  HOLD_MS,
  JournalBench,
  refund,
  sold,
  topUp,
} from "../../../testing/kit/journal-bench.js";
import { writeBatch } from "./batch-writer.js";
import { InvariantViolation, LostDuty } from "./invariant-violation.js";
import { writeProjected } from "./projection-writer.js";

let bench: JournalBench;
beforeAll(async () => {
  bench = await JournalBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.close());

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
    await bench.writeAll(WHOLE_STORY);
    expect(await bench.first("SELECT n, projected_n, chain FROM shards")).toEqual({
      n: "8",
      projected_n: "8",
      chain: bench.rows(WHOLE_STORY).at(-1)?.chain,
    });
    expect(await bench.count("journal")).toBe(8);
    expect(
      await bench.first("SELECT status, seats, total, expires_at, payment_id FROM reservations"),
    ).toEqual({
      status: "cancelled",
      seats: "4",
      total: "1000",
      expires_at: String(AT + HOLD_MS),
      payment_id: "p1",
    });
    expect(
      await bench.first(
        "SELECT wallet_status, show_status, refund_id, refunded_at, amount FROM payments",
      ),
    ).toEqual({
      wallet_status: "captured",
      show_status: "cancelled",
      refund_id: "r-p1",
      refunded_at: String(AT + 1),
      amount: "1000",
    });
    expect(await bench.first("SELECT seat, active_seat FROM payment_seats")).toEqual({
      seat: 4,
      active_seat: null,
    });
    expect(await bench.first("SELECT balance, authorised FROM wallets")).toEqual({
      balance: "5000",
      authorised: "0",
    });
    expect(await bench.count("outbox")).toBe(6);
  });

  test("gives the same rows as its entries written one by one", async () => {
    await bench.writeAll(WHOLE_STORY);
    const whole = await bench.dump();
    await bench.empty();
    for (const [i, row] of bench.rows(WHOLE_STORY).entries()) {
      await writeBatch(bench.connection, bench.fence, [row]);
      await writeProjected(bench.connection, bench.fence, [row]);
      expect(row.n).toBe(i + 1);
    }
    expect(await bench.dump()).toEqual(whole);
  });

  test("F3 I2 an entry's lines sum to 0, a member's to available + authorised", async () => {
    await bench.writeAll([
      topUp("t1", 5000, 5000),
      authorised("p1", 4000, 1000),
      authorised("p2", 3000, 2000),
      captured("p1", 3000, 1000),
    ]);
    const uneven = await bench.database.db.select(
      "SELECT shard, n FROM ledger GROUP BY shard, n HAVING SUM(amount) <> 0",
    );
    expect(uneven).toEqual([]);
    const sum = await bench.first("SELECT SUM(amount) AS s FROM ledger WHERE member_no = 7");
    expect(sum).toEqual({ s: "4000" });
    const wallet = await bench.first("SELECT balance + authorised AS s FROM wallets");
    expect(wallet).toEqual({ s: "4000" });
  });
});

describe("the second judge", () => {
  const refuses = async (payloads: readonly string[]): Promise<void> => {
    await expect(bench.write(payloads)).rejects.toThrow(InvariantViolation);
    expect(await bench.count("journal")).toBe(0);
    expect(await bench.first("SELECT n FROM shards")).toEqual({ n: "0" });
  };

  test("I1 refuses a second sale of a seat within one batch", () =>
    refuses([sold("p1", "4"), sold("p2", "3,4,5")]));

  test("I1 refuses a second sale in a later batch, and writes nothing of that batch", async () => {
    await bench.write([sold("p1", "4")]);
    await expect(bench.write([topUp("t1", 5, 5), sold("p2", "4")], 2)).rejects.toThrow(
      InvariantViolation,
    );
    expect(await bench.count("journal")).toBe(1);
    expect(await bench.count("wallets")).toBe(0);
  });

  test("lets a cancelled seat be sold again in the same batch", async () => {
    await bench.write([
      sold("p1", "4,5"),
      cancelled("p1", "4,5"),
      sold("p2", "5"),
      sold("p3", "4"),
    ]);
    expect(
      await bench.database.db.select(
        "SELECT payment_id, seat FROM payment_seats WHERE active_seat = seat ORDER BY payment_id",
      ),
    ).toEqual([
      { payment_id: "p2", seat: 5 },
      { payment_id: "p3", seat: 4 },
    ]);
  });

  test("lets a seat of an earlier batch be cancelled and sold again in one batch", async () => {
    await bench.write([sold("p1", "4")]);
    await bench.write([cancelled("p1", "4"), sold("p2", "4")], 2);
    expect(
      await bench.database.db.select("SELECT payment_id FROM payment_seats WHERE active_seat = 4"),
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
    await bench.write([topUp("t1", 500, 500)]);
    const second = bench.write([topUp("t2", 500, 900)], 2);
    await expect(second).rejects.toThrow("wallet 7 has 500, not 400");
  });

  test("refuses to take money from a wallet that MySQL does not know", () =>
    refuses([authorised("p1", 0, 1000)]));

  test("accepts a batch that leaves a wallet unchanged", async () => {
    await bench.writeAll([topUp("t1", 1000, 1000)]);
    const voided = `voided pay/void:p1 ${AT} 7 p1 1000 h-p1 1 1000 0`;
    await bench.writeAll([authorised("p1", 0, 1000), voided], 2);
    expect(await bench.first("SELECT wallet_status FROM payments")).toEqual({
      wallet_status: "voided",
    });
  });
});

describe("the fence", () => {
  test("refuses a writer with another generation", async () => {
    bench.fence = { ...bench.fence, generation: bench.fence.generation - 1 };
    await expect(bench.write([topUp("t1", 1, 1)])).rejects.toThrow(LostDuty);
    expect(await bench.count("journal")).toBe(0);
  });

  test("refuses a writer with another run id, also under the same generation", async () => {
    bench.fence = { ...bench.fence, runId: "run-2" };
    await expect(bench.write([topUp("t1", 1, 1)])).rejects.toThrow(LostDuty);
  });

  test("refuses a batch that does not start right after the last entry in MySQL", async () => {
    await expect(bench.write([topUp("t1", 1, 1)], 2)).rejects.toThrow(LostDuty);
    expect(await bench.count("journal")).toBe(0);
  });

  test("recognises a batch that was committed but whose reply was lost", async () => {
    await bench.write(WHOLE_STORY);
    await bench.write(WHOLE_STORY);
    expect(await bench.count("journal")).toBe(8);
    expect(await bench.first("SELECT balance FROM wallets")).toEqual({ balance: "5000" });
  });
});

describe("the durable transaction", () => {
  /** How often the connection has run each statement; statements that it never ran are left out. */
  const statements = async (): Promise<Record<string, number>> => {
    const rows = await bench.connection.select<{ Variable_name: string; Value: string }>(
      "SHOW SESSION STATUS LIKE 'Com_%'",
    );
    const counts = rows.map(
      ({ Variable_name: name, Value: value }) => [name, Number(value)] as const,
    );
    return Object.fromEntries(counts.filter(([name]) => name !== "Com_show_status"));
  };
  const during = async (work: () => Promise<void>): Promise<Record<string, number>> => {
    const before = await statements();
    await work();
    const after = Object.entries(await statements());
    const more = after.map(([name, value]) => [name, value - (before[name] ?? 0)] as const);
    return Object.fromEntries(more.filter(([, value]) => value > 0));
  };
  const EDGES = { Com_begin: 1, Com_commit: 1 };

  test("N2 holds alone are a fence and their journal rows: no statement has nothing to write", async () => {
    const batch = [held("h-p1", "4"), held("h-p2", "5")];
    expect(await during(() => bench.write(batch))).toEqual({
      ...EDGES,
      Com_update: 1,
      Com_insert: 1,
    });
  });

  test("N2 holds, payments and sales add two statements: seats and wallets", async () => {
    await bench.write([topUp("t1", 5000, 5000)]);
    const batch = [
      held("h-p1", "4"),
      authorised("p1", 4000, 1000),
      sold("p1", "4"),
      captured("p1", 4000, 0),
      held("h-p2", "5"),
    ];
    const { Com_update_multi: wallets, ...others } = await during(() => bench.write(batch, 2));
    expect({ wallets, ...others }).toEqual({
      ...EDGES,
      wallets: 1,
      Com_update: 1,
      Com_insert: 2,
    });
    expect(await bench.count("reservations")).toBe(0);
  });
});
