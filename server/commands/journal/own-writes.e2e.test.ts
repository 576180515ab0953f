// Everybody reads their own writes while nothing is projected: the workers copy the journal to
// MySQL and stop before the tables that members read.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Broadcast, Services } from "../../context.js";
import { shardProgress } from "../../db/repositories/shards.js";
import { Till } from "../../../testing/stores/till.js";
import { expectAuditOk } from "../../../testing/kit/expect-audit-ok.js";
import { Stopwatch } from "../../../testing/kit/stopwatch.js";
import { TestSystem, type ShowtimeOnSale } from "../../../testing/kit/test-system.js";
import { eventually, until } from "../../../testing/kit/until.js";
import { Gate } from "../../../testing/kit/worker-shard.js";
import { ShardWorker } from "../../workers/shard-worker.js";
import { signalLoops } from "../../workers/signals/signal-loops.js";
import { walletTarget } from "../wallet/wallet-target.js";

interface Body {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly amount: number;
  readonly reservationId: string;
  readonly kind: string;
  readonly balance: number;
  readonly tickets: readonly { readonly id: string; readonly seatId: string }[];
  readonly seats: readonly { readonly id: string }[];
  readonly meta: { readonly paymentId: string };
  readonly data: readonly Body[];
  readonly nextCursor: string | null;
}

const MONEY = 100_000;
const PRICE = 30_000;
/** Half of it is longer than an audit that waits for nothing. */
const AUDIT_WAITS_MS = 4000;
const NO_SOCKETS: Broadcast = { toShowtime: () => undefined, toMember: () => undefined };

describe.each([1, 2])("while nothing is projected, with %d shards", (shards) => {
  const projection = new Gate();
  let system: TestSystem;
  let services: Services;
  let workers: ShardWorker[];
  let showtime: ShowtimeOnSale;
  let fan: { readonly id: string; readonly token: string };
  let seat = 0;

  beforeAll(async () => {
    system = await TestSystem.open({ env: { ROLES: "api,live", SHARDS: String(shards) } });
    const [node] = system.nodes;
    if (node === undefined) throw new Error("there is no node");
    ({ services } = node);
    workers = Array.from({ length: shards }, (_, shard) => workerOf(shard));
    for (const worker of workers) worker.start();
    await until(() => workers.every(({ status }) => status.state === "serving"), "all serve");
    showtime = await system.showtimeOnSale();
  });
  beforeEach(async () => {
    projection.open();
    fan = await fanElsewhere();
    await projected();
    projection.shut();
  });
  afterAll(async () => {
    projection.open();
    await Promise.all(workers.map((worker) => worker.stop()));
    await system.close();
  });

  const workerOf = (shard: number): ShardWorker =>
    new ShardWorker({
      shard,
      redisUrl: services.config.redisUrl.reveal(),
      databaseUrl: services.config.databaseUrl.reveal(),
      log: services.log,
      startLoop: signalLoops({ services, broadcast: NO_SOCKETS }),
      failpoint: (step) => (step === "gathered" ? projection.passed : undefined),
    });
  const projected = (): Promise<unknown> =>
    until(async () => {
      const progress = await shardProgress(services.db);
      return progress.every(({ durableN, projectedN }) => projectedN === durableN);
    }, "everything is projected");
  const memberNo = async (id: string): Promise<number> => {
    const row = await services.db.first<{ no: number }>("SELECT no FROM members WHERE id = ?", [
      id,
    ]);
    return Number(row?.no);
  };
  /** A fan whose wallet is in another shard than the showtime, when there are two. */
  const fanElsewhere = async (): Promise<typeof fan> => {
    const { shard } = await services.showtimes.get(showtime.showtimeId);
    for (;;) {
      const made = await system.fan(MONEY);
      const wallet = walletTarget(services, await memberNo(made.id));
      if (shards === 1 || wallet.shard !== shard) return made;
    }
  };
  const read = async (path: string, token = fan.token): Promise<Body> =>
    (await system.ask<Body>("GET", path, { token })).body;
  const list = async (path: string): Promise<readonly Body[]> => (await read(path)).data;
  const hold = async (): Promise<string> => {
    // A place ends with its payment.
    const queueToken = await system.admitted(fan.token, showtime.showtimeId);
    const { status, body } = await system.settled(() =>
      system.ask<Body>("POST", "/reservations", {
        token: fan.token,
        headers: { "X-Queue-Token": queueToken },
        body: { showtimeId: showtime.showtimeId, seatIds: [String(++seat)] },
      }),
    );
    expect(status).toBe(201);
    return body.id;
  };
  const pay = (reservationId: string, key = randomUUID()) =>
    system.settled(() =>
      system.ask<Body>("POST", "/payments", {
        token: fan.token,
        headers: { "Idempotency-Key": key },
        body: { reservationId },
      }),
    );
  /** A hold that is paid and captured; nothing of it is projected. */
  const paid = async (): Promise<{ readonly reservationId: string; readonly payment: Body }> => {
    const reservationId = await hold();
    const { status, body } = await pay(reservationId);
    expect(status).toBe(201);
    await eventually(async () => {
      const now = await read(`/payments/${body.id}`);
      return now.status === "captured" ? true : undefined;
    });
    const rows = await services.db.first("SELECT 1 FROM payments WHERE id = ?", [body.id]);
    expect(rows).toBeUndefined();
    return { reservationId, payment: body };
  };

  it("G7 a payment is shown as it was answered, with its tickets", async () => {
    const { reservationId, payment } = await paid();
    const captured = { ...payment, status: "captured" };
    expect(payment.tickets).toHaveLength(1);
    expect(await read(`/payments/${payment.id}`)).toEqual(captured);
    expect(await read(`/reservations/${reservationId}/payment`)).toEqual(captured);
    expect(await list("/payments")).toEqual([captured]);
  });

  it("E6 its reservation is confirmed, alone and in the list, and the list keeps its order", async () => {
    const first = await paid();
    const open = await hold();
    const last = await paid();
    const expected = { id: first.reservationId, status: "confirmed", seats: [{}] };
    expect(await read(`/reservations/${first.reservationId}`)).toMatchObject(expected);
    expect(await list("/reservations")).toMatchObject([
      { id: last.reservationId, status: "confirmed" },
      { id: open, status: "held" },
      expected,
    ]);
  });

  it("G5 a second payment with another key is ALREADY_PAID at once, with the payment", async () => {
    const { reservationId, payment } = await paid();
    const again = await system.ask<Body>("POST", "/payments", {
      token: fan.token,
      headers: { "Idempotency-Key": randomUUID() },
      body: { reservationId },
    });
    expect(again).toMatchObject({
      status: 409,
      body: { code: "ALREADY_PAID", meta: { paymentId: payment.id } },
    });
  });

  it("F3 the ledger has every durable entry, and its amounts sum to the balance", async () => {
    const { reservationId } = await paid();
    const entries = await list("/members/me/wallet/entries");
    expect(entries).toMatchObject([
      { kind: "payment", amount: -PRICE, reservationId },
      { kind: "top_up", amount: MONEY },
    ]);
    const { balance } = await read("/members/me/wallet");
    expect(entries.reduce((sum, { amount }) => sum + amount, 0)).toBe(balance);
  });

  it("G8 a cancelled sale is shown as cancelled, and its refund in payment and ledger", async () => {
    const { reservationId, payment } = await paid();
    const no = await memberNo(fan.id);
    const { id, shard } = await services.showtimes.get(showtime.showtimeId);
    const till = new Till(services.redis, { shard, showtime: id }, (of) =>
      Number(walletTarget(services, of).shard),
    );
    const sale = { memberNo: no, payId: payment.id, holdId: reservationId, amount: PRICE };
    await till.cancel(sale);
    await till.refund(sale);
    await till.refunded(sale);
    await eventually(async () => {
      const now = await read(`/payments/${payment.id}`);
      return now.status === "refunded" ? true : undefined;
    });
    expect(await read(`/reservations/${reservationId}`)).toMatchObject({ status: "cancelled" });
    expect(await list("/members/me/wallet/entries")).toMatchObject([
      { kind: "refund", amount: PRICE },
      { kind: "payment", amount: -PRICE },
      { kind: "top_up", amount: MONEY },
    ]);
  });

  it("E6 pages hold each reservation, payment and ledger entry once, newest first", async () => {
    const before = await paid();
    projection.open();
    await projected();
    projection.shut();
    const after = await paid();
    const both = [after, before];
    const pages = async (path: string): Promise<readonly Body[]> => {
      const found: Body[] = [];
      for (let cursor: string | null = ""; cursor !== null;) {
        const page: Body = await read(`${path}?limit=1${cursor && `&cursor=${cursor}`}`);
        found.push(...page.data);
        cursor = page.nextCursor;
      }
      return found;
    };
    const ids = async (path: string) => (await pages(path)).map(({ id }) => id);
    expect(await ids("/reservations")).toEqual(both.map((each) => each.reservationId));
    expect(await ids("/payments")).toEqual(both.map((each) => each.payment.id));
    const kinds = (await pages("/members/me/wallet/entries")).map(({ kind }) => kind);
    expect(kinds).toEqual(["payment", "payment", "top_up"]);
  });

  it("I11 the audit gives the projection time, and finds nothing wrong without it", async () => {
    await paid();
    const watch = new Stopwatch();
    await expectAuditOk({ redis: services.redis, db: services.db, settleMs: AUDIT_WAITS_MS });
    expect(watch.ms).toBeGreaterThan(AUDIT_WAITS_MS / 2);
    projection.open();
    await system.audit();
    await projected();
  });
});
