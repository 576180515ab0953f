// A real shard with its real worker: sound data passes, and for every invariant the audit finds
// what a test plants in MySQL, in Redis or in the journal.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainAfter } from "../redis/journal/stream.js";
import {
  placesKey,
  shardKey,
  showtimeKey,
  walletKey,
  type ShowtimeKeyName,
} from "../redis/keys.js";
import { refundIdOf } from "../journal/ids.js";
import { shardLease } from "../redis/shard/lease.js";
import { expectAuditOk } from "../../testing/kit/expect-audit-ok.js";
import { putShowtimeOnSale } from "../../testing/kit/showtime-on-sale.js";
import { WorkerShard } from "../../testing/kit/worker-shard.js";
import type { Payment } from "../../testing/stores/till.js";
import { audit } from "./audit.js";

const MEMBER = 7;
const SETTLE_MS = 60_000;
/** The seventh double of the control record (lua/README.md). */
const RESUMED_AT = 48;
const PAID: Payment = { memberNo: MEMBER, payId: "paid", holdId: "hold-1", amount: 2000 };
const BACK: Payment = { memberNo: MEMBER, payId: "back", holdId: "hold-2", amount: 1000 };

describe("the audit", () => {
  let shard: WorkerShard;
  let folder: string;
  let userId: string;

  beforeAll(async () => {
    shard = await WorkerShard.open();
    folder = mkdtempSync(join(tmpdir(), "onsale-audit-"));
    const worker = await shard.serving();
    await putShowtimeOnSale(shard);
    const { till } = shard;
    await till.topUp(MEMBER, 10_000, "top-up");
    await till.hold(MEMBER, "hold-1", [3, 4]);
    await till.pay(PAID);
    await putPlace();
    await till.hold(MEMBER, "hold-2", [9]);
    await till.pay(BACK);
    await till.cancel(BACK);
    await till.refund(BACK);
    await till.refunded(BACK);
    await putPlace();
    await till.hold(MEMBER, "hold-3", [12]);
    await shard.atRest();
    userId = await memberOf(MEMBER);
    await expectAuditOk(options());
    await worker.stop();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await shard.close();
  });

  const options = () => ({ redis: shard.runner, db: shard.database.db, settleMs: SETTLE_MS });
  const sql = (text: string, values: readonly unknown[] = []) =>
    shard.database.db.write(text, values);
  const showtime = (name: ShowtimeKeyName) =>
    showtimeKey({ shard: shard.shard, showtime: 1 }, name);
  /** Gives the member a new place, as a place is done once it has paid. */
  const putPlace = async (): Promise<void> => {
    const ends = Date.now() + 3_600_000;
    const target = { shard: shard.shard, showtime: 1, memberNo: MEMBER };
    await shard.admin.hset(placesKey(target), MEMBER, MEMBER);
    await shard.admin.zadd(showtime("active"), ends, MEMBER);
    await shard.admin.hset(showtime("sessions"), MEMBER, ends);
  };
  /** Gives the shard a lease that has run since then. */
  const leaseSince = async (ms: number): Promise<void> => {
    const durableN = Number((await shard.row()).n);
    await shardLease(shard.runner, { shard: shard.shard }, { leaseMs: 60_000, durableN });
    const since = Buffer.alloc(8);
    since.writeDoubleLE(ms);
    await shard.admin.setrange(shardKey(shard.shard, "control"), RESUMED_AT, since);
  };
  const memberOf = async (no: number): Promise<string> => {
    const id = "00000000-0000-4000-8000-000000000007";
    await sql(
      `INSERT INTO members (no, id, name, role, created_at)
        VALUES (?, ?, 'Fan', 'member', '2026-01-01')`,
      [no, id],
    );
    return id;
  };
  const violations = async (answersFile?: string): Promise<readonly string[]> => {
    const report = await audit({ ...options(), ...(answersFile ? { answersFile } : {}) });
    expect(report.ok).toBe(report.violations.length === 0);
    return report.violations;
  };

  /** Plants something, expects a finding, and takes it back: afterwards nothing is found. */
  const finds = async (
    expected: RegExp,
    plant: () => Promise<unknown>,
    undo: () => Promise<unknown>,
  ): Promise<void> => {
    await plant();
    const found = await violations();
    await undo();
    expect(found).toContainEqual(expect.stringMatching(expected));
    expect(await violations()).toEqual([]);
  };

  /** Plants entries that no script wrote at the end of MySQL's journal. */
  const forged = async (expected: RegExp, payloads: readonly string[]): Promise<void> => {
    const { n, chain } = await shard.row();
    await finds(
      expected,
      async () => {
        let end = { n: Number(n), chain };
        for (const payload of payloads) {
          end = { n: end.n + 1, chain: chainAfter(end.chain, payload) };
          const [kind, op, at] = payload.split(" ");
          await sql(
            `INSERT INTO journal (shard, n, generation, at, kind, op, payload, chain)
              VALUES (?, ?, 1, ?, ?, ?, ?, ?)`,
            [shard.shard, end.n, at, kind, op, payload, end.chain],
          );
        }
        await sql("UPDATE shards SET n = ?, chain = ? WHERE id = ?", [
          end.n,
          end.chain,
          shard.shard,
        ]);
      },
      async () => {
        await sql("DELETE FROM journal WHERE shard = ? AND n > ?", [shard.shard, n]);
        await sql("UPDATE shards SET n = ?, chain = ? WHERE id = ?", [n, chain, shard.shard]);
      },
    );
  };
  const at = Date.now();
  const auth = (kind: string, payId: string, wallet: string, when = at): string =>
    `${kind} pay/${kind}:${payId} ${when} ${MEMBER} ${payId} 1000 h 1 ${wallet}`;

  it("I1 finds a seat that was sold a second time", async () => {
    const sold = `sold pay/confirm:second ${at} 1 second h 8 1000 3 - 1 1 47 8`;
    await forged(/^I1 .*seat 1\/3 sold to second while paid owns it/, [sold]);
    await finds(
      /^I1 MySQL's seat 1\/3 is sold to other/,
      () => sql("UPDATE payment_seats SET payment_id = 'other' WHERE seat = 3"),
      () => sql("UPDATE payment_seats SET payment_id = 'paid' WHERE seat = 3"),
    );
    await finds(
      /^I1 seat 1\/3 is sold to paid and MySQL has no row/,
      () => sql("UPDATE payment_seats SET active_seat = NULL WHERE seat = 3"),
      () => sql("UPDATE payment_seats SET active_seat = seat WHERE seat = 3"),
    );
  });

  it("I2 finds money that was never paid in: in the journal, a wallet or the ledger", async () => {
    await forged(/^I2 .*does not follow in wallet 7/, [
      `credited wallet/credit:gift ${at} ${MEMBER} gift 5 top_up - 9000 0`,
    ]);
    await finds(
      /^I2 MySQL's wallet of 7 is 8001/,
      () => sql("UPDATE wallets SET balance = balance + 1"),
      () => sql("UPDATE wallets SET balance = balance - 1"),
    );
    await finds(
      /^I2 the ledger of entry/,
      () => sql("UPDATE ledger SET amount = amount + 1 WHERE account = 'external'"),
      () => sql("UPDATE ledger SET amount = amount - 1 WHERE account = 'external'"),
    );
  });

  it("I3 finds a capture of a payment that was never confirmed", () =>
    forged(/^I3 payment x is captured and was never confirmed/, [
      auth("authorised", "x", "7000 1000"),
      auth("captured", "x", "7000 0"),
    ]));

  it("I4 finds a sale without an authorisation, and one whose money went back", async () => {
    const sold = `sold pay/confirm:x ${at} 1 x h ${MEMBER} 1000 20 - 1 4 46 7`;
    await forged(/^I4 payment x is confirmed and not authorised/, [sold]);
    await forged(/^I4 payment x is confirmed and voided/, [
      auth("authorised", "x", "7000 1000"),
      sold,
      auth("voided", "x", "8000 0"),
    ]);
  });

  it("I5 finds a void of a payment that was not refused", () =>
    forged(/^I5 payment x is voided and not decided/, [
      auth("authorised", "x", "7000 1000"),
      auth("voided", "x", "8000 0"),
    ]));

  it("I6 finds a balance below 0", () =>
    forged(/^I6 member 7 has -1/, [
      `authorised pay/authorise:x ${at} ${MEMBER} x 8001 h 1 -1 8001`,
    ]));

  it("I7 finds an authorisation that was not settled in 60 s of a lease", async () => {
    const old = auth("authorised", "x", "7000 1000", at - 600_000);
    await leaseSince(at - 600_000);
    await forged(/^I7 payment x has been authorised for \d+ s/, [old]);
  });

  it("I8 finds a key that paid twice, and a reservation that was paid twice", async () => {
    await forged(/^I8 .*payment paid confirmed after it was confirmed/, [
      `sold pay/confirm:paid ${at} 1 paid hold-1 ${MEMBER} 2000 20 - 1 4 46 7`,
    ]);
    await forged(/^I8 reservation hold-1 is paid by paid and x/, [
      auth("authorised", "x", "7000 1000"),
      `sold pay/confirm:x ${at} 1 x hold-1 ${MEMBER} 1000 20 - 1 4 46 7`,
    ]);
  });

  it("I8 finds a second decision about a reservation or a payment", async () => {
    const held = `held seat/hold:hold-1 ${at} 1 hold-1 ${MEMBER} 7 20 - - 1 1000 9 9 4 -`;
    await forged(/^I8 .*reservation hold-1 held after it was confirmed/, [held]);
    await forged(/^I8 .*reservation hold-2 held after it was cancelled/, [
      held.replaceAll("hold-1", "hold-2"),
    ]);
    await forged(/^I8 .*reservation hold-1 ended after it was confirmed/, [
      `ended seat/expire:hold-1 ${at} 1 hold-1 ${MEMBER} expired 3,4 - 2 1 -`,
    ]);
    await forged(/^I8 .*payment paid tombstoned after it was confirmed/, [
      `tombstoned pay/resolve:paid ${at} 1 paid`,
    ]);
    await forged(/^I8 .*payment back cancelled after it was cancelled/, [
      `cancelled pay/cancel:back ${at} 1 back hold-2 ${MEMBER} r 1000 9 - 1 1 47 -`,
    ]);
  });

  it("I9 finds a refund without a cancelled payment, and one that counts twice", async () => {
    const credit = (id: string) =>
      `credited wallet/credit:${id} ${at} ${MEMBER} ${id} 1000 refund h 9000 0`;
    await forged(/^I9 refund gift is of no cancelled payment/, [credit("gift")]);
    await forged(/^I9 .*counted twice/, [credit(refundIdOf(BACK.payId))]);
  });

  it("I10 finds an answer that MySQL contradicts, and passes one that it confirms", async () => {
    const answer = { paymentId: "paid", reservationId: "hold-1", userId, amount: 2000 };
    const file = (name: string, lines: readonly object[]): string => {
      const path = join(folder, name);
      writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      return path;
    };
    const sound = file("sound", [answer, answer]);
    const report = await expectAuditOk({ ...options(), answersFile: sound });
    expect(report.counts.answers).toBe(2);
    const wrong = [
      [{ paymentId: "lost" }, /^I10 .*no row/],
      [{ amount: 1 }, /^I10 .*with 1, MySQL has 2000/],
      [{ reservationId: "another" }, /^I10 .*for another/],
      [{ userId: "stranger" }, /^I10 .*to stranger/],
    ] as const;
    for (const [change, expected] of wrong) {
      const found = await violations(file("wrong", [answer, { ...answer, ...change }]));
      expect(found).toEqual([expect.stringMatching(expected)]);
    }
    await expect(violations(file("broken", [{ paymentId: 1 }]))).rejects.toThrow("line 1");
  });

  it("I11 finds every difference between Redis and the journal", async () => {
    const { admin } = shard;
    const field = async (key: string, name: string, wrong: string): Promise<void> => {
      const right = (await admin.hget(key, name)) ?? "";
      await finds(
        /^I11 shard \d+: /,
        () => admin.hset(key, name, wrong),
        () => admin.hset(key, name, right),
      );
      await finds(
        /^I11 shard \d+: .*missing/,
        () => admin.hdel(key, name),
        () => admin.hset(key, name, right),
      );
    };
    await field(walletKey(shard.shard, "wallets", MEMBER), String(MEMBER), "8001");
    await field(walletKey(shard.shard, "auths", MEMBER), "paid", "V 2000 hold-1 1 1");
    await field(walletKey(shard.shard, "credits", MEMBER), "top-up", "1 top_up");
    await field(showtime("pays"), "paid", "TOMBSTONED");
    await field(showtime("owners"), "3", "other");
    await field(showtime("members"), String(MEMBER), "9");
    await field(showtime("holds"), "hold-3", "H 7 7 1 1 1000 - 1 - 12");
    await finds(
      /^I11 shard \d+: show 1 seat 3 is missing/,
      () => admin.setrange(showtime("seats"), 3, "\0"),
      () => admin.setrange(showtime("seats"), 3, "\u0002"),
    );
    await finds(
      /^I11 shard \d+: show 1 hold hold-3 has no deadline/,
      () => admin.zrem(showtime("deadlines"), "hold-3"),
      () => admin.zadd(showtime("deadlines"), at + 300_000, "hold-3"),
    );
    await finds(
      /^I11 shard \d+: show 1 pay extra .*knows nothing of it/,
      () => admin.hset(showtime("pays"), "extra", "TOMBSTONED"),
      () => admin.hdel(showtime("pays"), "extra"),
    );
  });

  it("I11 finds a journal that was changed, cut or emptied", async () => {
    const [last] = await shard.database.db.select<{ n: string; payload: string }>(
      "SELECT n, payload FROM journal WHERE shard = ? ORDER BY n DESC LIMIT 1",
      [shard.shard],
    );
    const payload = last?.payload ?? "";
    await finds(
      /^I11 .*breaks the chain/,
      () =>
        sql("UPDATE journal SET payload = ? WHERE n = ?", [payload.replace("12", "13"), last?.n]),
      () => sql("UPDATE journal SET payload = ? WHERE n = ?", [payload, last?.n]),
    );
    await finds(
      /^I11 .*follows entry/,
      () => sql("UPDATE journal SET n = n + 1 WHERE n = ?", [last?.n]),
      () => sql("UPDATE journal SET n = n - 1 WHERE n = ?", [Number(last?.n) + 1]),
    );
    const control = shardKey(shard.shard, "control");
    const record = (await shard.admin.getBuffer(control)) ?? Buffer.alloc(0);
    await finds(
      /^I11 shard \d+: Redis has nothing/,
      () => shard.admin.del(control),
      () => shard.admin.set(control, record),
    );
  });

  it("I11 finds rows of MySQL that differ from its own journal", async () => {
    await finds(
      /^I11 MySQL's payment paid has wallet_status voided, not captured/,
      () => sql("UPDATE payments SET wallet_status = 'voided' WHERE id = 'paid'"),
      () => sql("UPDATE payments SET wallet_status = 'captured' WHERE id = 'paid'"),
    );
    await finds(
      /^I11 MySQL's reservation hold-1 has status held, not confirmed/,
      () => sql("UPDATE reservations SET status = 'held' WHERE id = 'hold-1'"),
      () => sql("UPDATE reservations SET status = 'confirmed' WHERE id = 'hold-1'"),
    );
  });

  it("takes the entries into account that are not in MySQL yet", async () => {
    await leaseSince(at);
    await shard.till.topUp(MEMBER, 5, "tail");
    const report = await expectAuditOk(options());
    expect(report.counts.entries).toBeLessThan(await shard.redisN());
  });

  it("I7 I11 hold while a crowd buys, and the audit does not wait for the crowd", async () => {
    const worker = await shard.serving();
    let isOver = false;
    const spend = async (): Promise<void> => {
      for (let i = 0; !isOver; i++) {
        await shard.till.topUp(MEMBER, 1, `crowd-${i}`).catch(() => undefined);
      }
    };
    const crowd = spend();
    const { counts } = await expectAuditOk(options());
    isOver = true;
    await crowd;
    await worker.stop();
    expect(counts.entries).toBeGreaterThan(0);
  });
});
