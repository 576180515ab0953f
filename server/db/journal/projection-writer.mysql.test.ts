import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import {
  AT,
  authorised,
  captured,
  held,
  HOLD_MS,
  JournalBench,
  sold,
  topUp,
} from "../../../testing/kit/journal-bench.js";
import { OwnConnection } from "../own-connection.js";
import { takeOver } from "../repositories/shard-duty.js";
import { writeBatch } from "./batch-writer.js";
import { InvariantViolation, LostDuty } from "./invariant-violation.js";
import { writeProjected } from "./projection-writer.js";

let bench: JournalBench;
beforeAll(async () => {
  bench = await JournalBench.open();
});
beforeEach(() => bench.reset());
afterAll(() => bench.close());

const SALE = [
  topUp("t1", 5000, 5000),
  held("h-p1", "4"),
  authorised("p1", 4000, 1000),
  sold("p1", "4"),
  captured("p1", 4000, 0),
];
const numbers = () => bench.first("SELECT n, projected_n FROM shards");

describe("projecting durable entries", () => {
  test("G1 moves its own cursor, and the rows come with it", async () => {
    await bench.write(SALE);
    expect(await numbers()).toEqual({ n: "5", projected_n: "0" });
    expect([await bench.count("ledger"), await bench.count("outbox")]).toEqual([0, 0]);
    await bench.project(SALE);
    expect(await numbers()).toEqual({ n: "5", projected_n: "5" });
    expect([await bench.count("ledger"), await bench.count("outbox")]).toEqual([4, 4]);
    expect(await bench.first("SELECT status, payment_id FROM reservations")).toEqual({
      status: "confirmed",
      payment_id: "p1",
    });
  });

  test("a change of a hold keeps when the hold was made", async () => {
    await bench.writeAll([held("h-p1", "4")]);
    await bench.writeAll([sold("p1", "4")], 2);
    const row = await bench.first("SELECT status, made_at, expires_at FROM reservations");
    expect(row).toEqual({
      status: "confirmed",
      made_at: String(AT),
      expires_at: String(AT + HOLD_MS),
    });
  });

  test("G5 refuses to make a paid reservation a hold again: the order would be lost", async () => {
    await bench.writeAll([held("h-p1", "4"), sold("p1", "4")]);
    await bench.write([held("h-p1", "5")], 3);
    await expect(bench.project([held("h-p1", "5")], 3)).rejects.toThrow(InvariantViolation);
    expect(await numbers()).toEqual({ n: "3", projected_n: "2" });
    expect(await bench.first("SELECT status, seats FROM reservations")).toEqual({
      status: "confirmed",
      seats: "4",
    });
  });
});

describe("the fence of a projection", () => {
  test("refuses another run or generation, and nothing is written", async () => {
    await bench.write(SALE);
    const { fence } = bench;
    for (const other of [
      { ...fence, runId: "run-2" },
      { ...fence, generation: fence.generation - 1 },
    ]) {
      const late = writeProjected(bench.connection, other, bench.rows(SALE));
      await expect(late).rejects.toThrow(LostDuty);
    }
    expect(await bench.count("outbox")).toBe(0);
    expect(await numbers()).toEqual({ n: "5", projected_n: "0" });
  });

  test("refuses entries that do not follow the cursor", async () => {
    await bench.write(SALE);
    await expect(bench.project(SALE.slice(1), 2)).rejects.toThrow(LostDuty);
    expect(await bench.count("outbox")).toBe(0);
  });

  test("G6 recognises a projection that was committed but whose reply was lost", async () => {
    await bench.write(SALE);
    await bench.project(SALE);
    const before = await bench.dump();
    await bench.project(SALE);
    expect(await bench.dump()).toEqual(before);
  });

  // Rows that are committed break the keys of ledger and outbox when they are written again.
  test("G6 rows that another worker projected are no violation of this one", async () => {
    await bench.write(SALE);
    const rows = bench.rows(SALE);
    await bench.database.db.write("UPDATE shards SET beat_at = NULL");
    const next = await OwnConnection.open(bench.database.url);
    const generation = (await takeOver(next, 0, "run-2")) ?? 0;
    await writeProjected(next, { shard: 0, runId: "run-2", generation }, rows);
    next.destroy();
    const late = writeProjected(bench.connection, bench.fence, rows);
    await expect(late).rejects.toThrow(LostDuty);
  });

  test("G1 holds up no durable batch until its last statement", async () => {
    await bench.write(SALE);
    const own = await OwnConnection.open(bench.database.url);
    let durable = 0;
    await writeProjected(own, bench.fence, bench.rows(SALE), async (step) => {
      if (step !== "projected") return;
      await writeBatch(bench.connection, bench.fence, bench.rows([held("h-p2", "5")], 6));
      durable += 1;
    });
    own.destroy();
    expect(durable).toBe(1);
    expect(await numbers()).toEqual({ n: "6", projected_n: "5" });
  });
});
