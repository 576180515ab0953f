// The projection of a real worker: its cursor follows the journal in MySQL, whatever happens to
// the worker in between.
import { afterEach, describe, expect, test } from "@jest/globals";
import { expectAuditOk } from "../../../testing/kit/expect-audit-ok.js";
import { putShowtimeOnSale } from "../../../testing/kit/showtime-on-sale.js";
import { until } from "../../../testing/kit/until.js";
import { WorkerShard } from "../../../testing/kit/worker-shard.js";
import type { JournalRow } from "../../db/journal/journal-row.js";
import { journalledAfter } from "../../db/repositories/shard-duty.js";
import { parseEntry } from "../../journal/entry.js";
import { DutyConnection } from "../duty/duty-connection.js";
import { ShardFenced } from "../duty/shard-fenced.js";
import { ProjectionLoop } from "./projection-loop.js";

let shard: WorkerShard;
afterEach(() => shard.close());

const payment = (memberNo: number) => ({
  memberNo,
  payId: `pay-${memberNo}`,
  holdId: `hold-${memberNo}`,
  amount: 1000,
});

async function buy(memberNo: number): Promise<void> {
  await shard.till.topUp(memberNo, 1000, `top-${memberNo}`);
  await shard.till.hold(memberNo, payment(memberNo).holdId, [memberNo]);
  await shard.till.pay(payment(memberNo));
}

const projectedN = async (): Promise<number> => Number((await shard.row()).projected_n);
const events = async (): Promise<number[]> => {
  const rows = await shard.database.db.select<{ seq: string }>(
    "SELECT seq FROM outbox ORDER BY seq",
  );
  return rows.map(({ seq }) => Number(seq));
};

describe("the projection", () => {
  test("G6 goes on where another worker left it, out of MySQL's journal", async () => {
    shard = await WorkerShard.open();
    const gate = shard.gate();
    const first = await shard.serving({
      failpoint: (step) => (step === "gathered" ? gate.passed : undefined),
    });
    await putShowtimeOnSale(shard);
    await shard.atRest();
    gate.shut();
    const before = await projectedN();
    await buy(1);
    await shard.durable();
    expect(await projectedN()).toBe(before);
    const ended = first.abandon();
    gate.open();
    await ended;
    await shard.forgetBeat();
    await shard.serving();
    await shard.atRest();
    expect(await shard.database.db.select("SELECT id, status FROM reservations")).toEqual([
      { id: "hold-1", status: "confirmed" },
    ]);
    await expectAuditOk({ redis: shard.runner, db: shard.database.db });
  });

  test("G1 delays neither MySQL's journal nor answers nor the lease while it hangs", async () => {
    shard = await WorkerShard.open();
    const gate = shard.gate();
    const worker = await shard.serving({
      failpoint: (step) => (step === "projected" ? gate.passed : undefined),
    });
    await putShowtimeOnSale(shard);
    await shard.atRest();
    gate.shut();
    const before = await projectedN();
    for (const memberNo of [1, 2, 3]) {
      await buy(memberNo);
      await shard.durable();
    }
    expect(await projectedN()).toBe(before);
    expect(worker.status.state).toBe("serving");
    // The audit compares the tables with the journal up to their own cursor.
    await expectAuditOk({ redis: shard.runner, db: shard.database.db, settleMs: 0 });
    gate.open();
    await shard.atRest();
    expect(await events()).toHaveLength(3 * 4);
  });

  test("I11 a clean stop leaves nothing to project", async () => {
    shard = await WorkerShard.open();
    const worker = await shard.serving();
    await buy(1);
    await shard.durable();
    await worker.stop();
    expect(await projectedN()).toBe(await shard.redisN());
  });

  test("G5 a paid reservation that would become a hold again fences the shard", async () => {
    shard = await WorkerShard.open();
    const gate = shard.gate();
    const worker = await shard.serving({
      failpoint: (step) => (step === "gathered" ? gate.passed : undefined),
    });
    await shard.atRest();
    gate.shut();
    await shard.till.hold(1, "hold-1", [4]);
    await shard.durable();
    await shard.database.db.write(
      `INSERT INTO reservations (id, shard, showtime_id, member_no, status, quantity, total,
         made_at, expires_at, n) VALUES ('hold-1', ?, 1, 1, 'confirmed', 1, 1000, 1, 1, 1)`,
      [shard.shard],
    );
    gate.open();
    await until(() => worker.status.state === "fenced", "the shard is fenced");
    expect(worker.status.reason).toMatch(/hold-1 is confirmed, not a hold/);
    await until(async () => (await shard.row()).fenced_reason !== null, "MySQL says so");
    await expect(shard.till.topUp(3, 1, "late")).rejects.toMatchObject({ code: "SALE_PAUSED" });
  });

  test("a worker whose shard was taken over projects nothing more", async () => {
    shard = await WorkerShard.open();
    const gate = shard.gate();
    const first = await shard.serving({
      failpoint: (step) => (step === "projected" ? gate.passed : undefined),
    });
    await shard.atRest();
    gate.shut();
    await buy(1);
    await shard.durable();
    const second = await shard.servingInsteadOf(first);
    gate.open();
    await until(() => shard.logged.has("shard.lost"), "the first has lost the shard");
    await shard.atRest();
    expect((await shard.row()).run_id).toBe(second.runId);
    expect(new Set(await events()).size).toBe(4);
    expect(
      await shard.database.db.first("SELECT SUM(amount) AS s, COUNT(*) AS c FROM ledger"),
    ).toEqual({ s: "0", c: "4" });
  });
});

describe("what the projection keeps in memory", () => {
  const FROM = { generation: 1, n: 1 };
  let duty: DutyConnection;
  afterEach(() => duty.close());

  /** A loop that projects once more what a worker, which is gone, has projected; and its rows. */
  async function alone(
    keptMax: number,
  ): Promise<{ readonly loop: ProjectionLoop; readonly rows: readonly JournalRow[] }> {
    shard = await WorkerShard.open();
    const worker = await shard.serving();
    await buy(1);
    await buy(2);
    await shard.atRest();
    await worker.stop();
    const taken = await DutyConnection.takeOver(shard.database.url, shard.shard, "the-loop");
    if (taken === undefined) throw new Error("another worker has the shard");
    duty = taken;
    const range = { after: FROM.n, limit: 1000 };
    const found = await duty.use((own) => journalledAfter(own, shard.shard, range));
    await shard.database.db.write("UPDATE shards SET projected_n = ?", [FROM.n]);
    for (const table of ["reservations", "payments", "ledger", "outbox"]) {
      await shard.database.db.write(`DELETE FROM ${table}`);
    }
    const nothing = () => undefined;
    const loop = new ProjectionLoop({
      ...{ connection: duty.projecting, fence: () => duty.fence, from: FROM, durableN: FROM.n },
      isJournalBehind: () => false,
      ...{ keptMax, failpoint: nothing, onStall: nothing, onFlow: nothing },
    });
    const rows = found.map((row) => ({ ...row, entry: parseEntry(row.payload) }));
    for (let at = 0; at < rows.length; at += 2) loop.take(rows.slice(at, at + 2));
    return { loop, rows };
  }
  const end = async (loop: ProjectionLoop, n: number | undefined): Promise<void> => {
    const ended = new AbortController();
    let isOver = false;
    const running = loop.run(ended.signal).finally(() => {
      isOver = true;
    });
    running.catch(() => undefined);
    await until(() => isOver || loop.projected.n === n, "it is projected or has failed");
    ended.abort();
    await running;
  };
  const forgetJournal = () => shard.database.db.write("DELETE FROM journal WHERE n > 1");

  test("is every batch that fits: MySQL is not read for it", async () => {
    const { loop, rows } = await alone(1000);
    await forgetJournal();
    await end(loop, rows.at(-1)?.n);
    expect(await events()).toHaveLength(2 * 4);
  });

  test("is no more than fits: the rest comes from MySQL", async () => {
    const { loop, rows } = await alone(3);
    await end(loop, rows.at(-1)?.n);
    expect(await events()).toHaveLength(2 * 4);
    expect(await projectedN()).toBe(rows.at(-1)?.n);
  });

  test("G6 a gap in MySQL's journal fences the shard", async () => {
    const { loop, rows } = await alone(3);
    await forgetJournal();
    await expect(end(loop, rows.at(-1)?.n)).rejects.toThrow(ShardFenced);
  });
});
