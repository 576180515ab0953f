// Each test changes one value in a row of MySQL or in what provisioning wrote into Redis. The audit
// finds it, and finds nothing once the value is restored.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { provisionShowtime } from "../commands/catalogue/provision-showtime.js";
import { createShowtimeDirectory } from "../db/mysql-showtime-directory.js";
import { showtimeKey, type ShowtimeKeyName } from "../redis/keys.js";
import { showPolicy } from "../redis/show/policy.js";
import { expectAuditOk } from "../../testing/kit/expect-audit-ok.js";
import { putShowtimeOnSale } from "../../testing/kit/showtime-on-sale.js";
import { packPrices } from "../../testing/kit/test-shard.js";
import { WorkerShard } from "../../testing/kit/worker-shard.js";
import type { Payment } from "../../testing/stores/till.js";
import { audit } from "./audit.js";

const PAID: Payment = { memberNo: 7, payId: "paid", holdId: "hold-1", amount: 2000 };
const BACK: Payment = { memberNo: 8, payId: "back", holdId: "hold-2", amount: 1000 };
const LATE: Payment = { memberNo: 9, payId: "late", holdId: "nothing", amount: 1000 };

describe("the audit", () => {
  let shard: WorkerShard;
  /** Numbers of the entries of these two steps. */
  let captured: string;
  let cancelled: string;

  beforeAll(async () => {
    shard = await WorkerShard.open();
    const worker = await shard.serving();
    await putShowtimeOnSale(shard);
    const { till } = shard;
    for (const memberNo of [7, 8, 9]) await till.topUp(memberNo, 10_000, `top-up-${memberNo}`);
    await till.hold(7, "hold-1", [3, 4]);
    await till.pay(PAID);
    await till.hold(8, "hold-2", [9]);
    await till.pay(BACK);
    await till.cancel(BACK);
    await till.refund(BACK);
    await till.refunded(BACK);
    await till.authorise(LATE);
    await till.confirm(LATE);
    await till.voidIt(LATE);
    await till.hold(5, "hold-3", [12]);
    await till.holdUnits(6, "hold-4", 2);
    await shard.atRest();
    await worker.stop();
    captured = await numberOf("pay/capture:paid");
    cancelled = await numberOf("pay/cancel:back");
    await expectAuditOk(options());
  });
  afterAll(() => shard.close());

  const options = () => ({ redis: shard.runner, db: shard.database.db, settleMs: 0 });
  const sql = (text: string, values: readonly unknown[] = []) =>
    shard.database.db.write(text, values);
  const showtime = (name: ShowtimeKeyName) =>
    showtimeKey({ shard: shard.shard, showtime: 1 }, name);

  const numberOf = async (op: string): Promise<string> => {
    const row = await shard.database.db.first<{ n: string }>("SELECT n FROM journal WHERE op = ?", [
      op,
    ]);
    return row?.n ?? "";
  };

  /** What the audit finds while something is planted. */
  const seen = async (
    plant: () => Promise<unknown>,
    undo: () => Promise<unknown>,
  ): Promise<readonly string[]> => {
    await plant();
    const { violations } = await audit(options());
    await undo();
    return violations;
  };

  const changed = async (
    table: string,
    where: string,
    [column, wrong]: readonly [string, unknown],
  ): Promise<readonly string[]> => {
    const [row] = await shard.database.db.select<Record<string, unknown>>(
      `SELECT ${column} AS was FROM ${table} WHERE ${where}`,
    );
    if (row === undefined) throw new Error(`no row where ${where}`);
    const set = `UPDATE ${table} SET ${column} = ? WHERE ${where}`;
    return seen(
      () => sql(set, [wrong]),
      () => sql(set, [row["was"]]),
    );
  };

  it.each([
    ...["amount", "member_no", "showtime_id", "made_at", "decided_at", "settled_at"],
    ...["reservation_id", "refund_id", "reason", "wallet_status", "show_status"],
    ...["authorised_at", "cancelled_at", "refunded_at"],
  ])("I11 finds another %s in a row of payments", async (column) => {
    for (const id of ["paid", "back"]) {
      const found = await changed("payments", `id = '${id}'`, [column, 77]);
      const expected = new RegExp(`^I11 MySQL's payment ${id} has ${column} 77, not `);
      expect(found).toContainEqual(expect.stringMatching(expected));
    }
    await expectAuditOk(options());
  });

  it.each([
    ...["seats", "total", "member_no", "quantity", "showtime_id", "area", "shard"],
    ...["status", "made_at", "expires_at", "payment_id"],
  ])("I11 finds another %s in a row of reservations", async (column) => {
    for (const id of ["hold-1", "hold-2", "hold-4"]) {
      const found = await changed("reservations", `id = '${id}'`, [column, 77]);
      const expected = new RegExp(`^I11 MySQL's reservation ${id} has ${column} 77, not `);
      expect(found).toEqual([expect.stringMatching(expected)]);
    }
    await expectAuditOk(options());
  });

  it.each(["account", "member_no", "amount", "kind", "reservation_id", "at"])(
    "I2 finds another %s in a line of the ledger",
    async (column) => {
      const where = `n = ${captured} AND line = 1`;
      const found = await changed("ledger", where, [column, 77]);
      const expected = new RegExp(`^I2 the ledger of entry \\d+-\\d+ 1: ${column} 77, not `);
      expect(found).toContainEqual(expect.stringMatching(expected));
      await expectAuditOk(options());
    },
  );

  it("I2 finds an entry both of whose lines have another amount", async () => {
    const where = `n = ${captured}`;
    const found = await seen(
      () => sql(`UPDATE ledger SET amount = amount * 2 WHERE ${where}`),
      () => sql(`UPDATE ledger SET amount = amount / 2 WHERE ${where}`),
    );
    expect(found).toContainEqual(expect.stringMatching(/ 2: amount 4000, not 2000$/));
    await expectAuditOk(options());
  });

  it.each(["topic", "`key`", "event_id", "payload", "at"])(
    "I11 finds another %s in the outbox",
    async (column) => {
      const found = await changed("outbox", `seq = ${cancelled}0`, [column, 77]);
      expect(found).toEqual([
        expect.stringMatching(/^I11 MySQL's event shard:\d+ \d+: .*77, not /),
      ]);
      await expectAuditOk(options());
    },
    60_000,
  );

  it.each([
    ["outbox", "1 = 1", /^I11 the outbox of shard:\d+ has 0 rows, not \d\d/],
    ["outbox", "topic = 'onsale.cancellations'", /^I11 MySQL's event shard:\d+ \d+ is missing/],
    ["ledger", "reservation_id = 'hold-1'", /^I2 the ledger of entry \d+-\d+ 2 is missing/],
    ["payments", "id = 'late'", /^I11 MySQL has no row of payment late/],
    ["reservations", "id = 'hold-3'", /^I11 MySQL has no row of reservation hold-3/],
    ["payment_seats", "seat = 9", /^I1 .*was sold: 1\/9 back$/],
    ["showtimes", "id = 1", /^I11 shard \d+: show 1 sells, and MySQL has no showtime of it/],
  ])("finds that rows of %s where %s are missing", async (table, where, expected) => {
    const found = await seen(
      async () => {
        await sql(`CREATE TABLE kept AS SELECT * FROM ${table} WHERE ${where}`);
        await sql(`DELETE FROM ${table} WHERE ${where}`);
      },
      async () => {
        await sql(`INSERT INTO ${table} SELECT * FROM kept`);
        await sql("DROP TABLE kept");
      },
    );
    expect(found).toContainEqual(expect.stringMatching(expected));
    await expectAuditOk(options());
  });

  it("finds rows that no entry has made", async () => {
    const extra = await seen(
      () => sql("INSERT INTO outbox SELECT 'elsewhere', seq, topic, `key`, '', '', 0 FROM outbox"),
      () => sql("DELETE FROM outbox WHERE source = 'elsewhere'"),
    );
    expect(extra).toEqual([expect.stringMatching(/^I11 the outbox of elsewhere has \d+ rows/)]);
    const made = await seen(
      () => sql("INSERT INTO payments (id, showtime_id, made_at) VALUES ('x', 1, 1)"),
      () => sql("DELETE FROM payments WHERE id = 'x'"),
    );
    expect(made).toEqual([expect.stringMatching(/^I11 MySQL's payment x: .*knows nothing/)]);
    await expectAuditOk(options());
  });

  it.each([
    ["sale", "hold_ms", "1"],
    ["sale", "session_ms", "1"],
    ["sale", "max_per_user", "1"],
    ["sale", "max_active", "1"],
    ["sale", "per_minute", "1"],
    ["sale", "mode", "paused"],
    ["sale", "state", "closed"],
    ["sale", "closes_at", "1"],
    ["sale", "opens_at", "1"],
    ["sale", "queue_opens_at", "1"],
    ["sale", "layout", "2"],
    ["sale", "unsold", "1"],
    ["sale", "paused_at", "1"],
    ["sale", "op", "x"],
    ["stock", "0", "999 10 1"],
    ["stock", "0", "8 999 1"],
    ["stock", "0", "8 10 0"],
    ["stock", "1", "999 20 1"],
    ["stock", "1", "999 999 1"],
    ["stock", "2", "5 5 0"],
    ["sale", "extra", "1"],
  ] as const)("I11 finds the wrong value in Redis: %s %s %s", async (name, field, wrong) => {
    const key = showtime(name);
    const right = await shard.admin.hget(key, field);
    const found = await seen(
      () => shard.admin.hset(key, field, wrong),
      () => (right === null ? shard.admin.hdel(key, field) : shard.admin.hset(key, field, right)),
    );
    const expected = new RegExp(`^I11 shard \\d+: show 1 (${name}|capacity) ${field} is `);
    expect(found).toContainEqual(expect.stringMatching(expected));
    await expectAuditOk(options());
  });

  it.each(["sale", "plan", "rows", "prices", "stock", "seats"] as const)(
    "I11 finds that %s is missing in Redis",
    async (name) => {
      const bytes = (await shard.admin.dumpBuffer(showtime(name))) ?? Buffer.alloc(0);
      const found = await seen(
        () => shard.admin.del(showtime(name)),
        () => shard.admin.restore(showtime(name), 0, bytes, "REPLACE"),
      );
      expect(found).toContainEqual(expect.stringMatching(/^I11 shard \d+: show 1 .* is missing/));
      await expectAuditOk(options());
    },
  );

  it.each([
    ["prices", packPrices([0, 500]), /prices is 0,500, not 1000,500$/],
    ["prices", packPrices([1000]), /prices is 1000, not 1000,500$/],
    ["plan", Buffer.alloc(50, 1), /show 1 plan is /],
    ["rows", Buffer.alloc(8), /show 1 rows is /],
  ] as const)("I11 finds another %s in Redis", async (name, wrong, expected) => {
    const right = (await shard.admin.getBuffer(showtime(name))) ?? Buffer.alloc(0);
    const found = await seen(
      () => shard.admin.set(showtime(name), wrong),
      () => shard.admin.set(showtime(name), right),
    );
    expect(found).toEqual([expect.stringMatching(expected)]);
    await expectAuditOk(options());
  });

  it.each([
    ["price_classes", '[{"id":"stalls","name":"","price":1},{"id":"lawn","name":"","price":500}]'],
    ["sales_close_at", "2030-01-01"],
    ["layout_version", 2],
    ["hold_ms", 1],
  ])("I11 finds another %s in the row of the showtime", async (column, wrong) => {
    const found = await changed("showtimes", "id = 1", [column, wrong]);
    expect(found).toEqual([expect.stringMatching(/^I11 shard \d+: show 1 /)]);
    await expectAuditOk(options());
  });

  it("I11 holds while an organiser changes the sale, and compares the last change", async () => {
    const worker = await shard.serving();
    const target = { shard: shard.shard, showtime: 1 };
    await showPolicy(shard.runner, target, { opId: "op-1", holdMs: 200_000 });
    await shard.atRest();
    await expectAuditOk(options());
    const found = await seen(
      () => shard.admin.hset(showtime("sale"), "hold_ms", 300_000),
      () => shard.admin.hset(showtime("sale"), "hold_ms", 200_000),
    );
    expect(found).toEqual([expect.stringMatching(/sale hold_ms is 300000, not 200000$/)]);
    const { db } = shard.database;
    for (const year of [2040, 2041, 2042]) {
      await sql("UPDATE showtimes SET sales_close_at = ? WHERE id = 1", [`${year}-01-01`]);
      const showtimes = createShowtimeDirectory(db, { now: Date.now });
      const provisioning = provisionShowtime({ db, redis: shard.runner, showtimes }, 1);
      await Promise.all([provisioning, expectAuditOk(options())]);
    }
    await worker.stop();
  });

  it("I11 does not compare a showtime that the next approval provisions again", async () => {
    const found = await seen(
      async () => {
        await sql("UPDATE performances SET state = 'submitted'");
        await sql("UPDATE showtimes SET queue_opens_at = queue_opens_at - INTERVAL 1 HOUR");
      },
      async () => {
        await sql("UPDATE performances SET state = 'approved'");
        await sql("UPDATE showtimes SET queue_opens_at = queue_opens_at + INTERVAL 1 HOUR");
      },
    );
    expect(found).toEqual([]);
  });
});
