// No answer shows what is not durable, and no step rests on it. Here each shard has a worker of its
// own that can be stopped and started again; its lease stays, so that selling goes on meanwhile.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { randomUUID } from "node:crypto";
import type { Broadcast, Services } from "../../context.js";
import { payIdOf } from "../../journal/ids.js";
import { showtimeKey, type ShowtimeTarget } from "../../redis/keys.js";
import { seatRead, type HoldRead } from "../../redis/seat/read.js";
import { shardLease } from "../../redis/shard/lease.js";
import { TestSystem, type Answer, type ShowtimeOnSale } from "../../../testing/kit/test-system.js";
import { eventually } from "../../../testing/kit/until.js";
import { ShardWorker } from "../../workers/shard-worker.js";
import { signalLoops } from "../../workers/signals/signal-loops.js";
import { walletTarget } from "../wallet/wallet-target.js";

interface Body {
  readonly id: string;
  readonly code: string;
  readonly status: string;
  readonly topUpId: string;
  readonly balance: number;
}

interface Fan {
  readonly id: string;
  readonly token: string;
  readonly walletShard: number;
}

const SHARDS = 2;
const LEASE_MS = 300_000;
const MONEY = 1_000_000;
const HELD_BYTE = 1;
const SOLD_BYTE = 2;
const NO_SOCKETS: Broadcast = { toShowtime: () => undefined, toMember: () => undefined };

/** The worker of each shard. */
class Workers {
  readonly #services: Services;
  readonly #onDuty = new Map<number, ShardWorker>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** Starts the workers that are not running. */
  async call(...shards: readonly number[]): Promise<void> {
    await Promise.all(shards.map((shard) => this.#start(shard)));
  }

  /** Stops workers: what their shards sell from now on is in Redis alone. */
  async sendAway(...shards: readonly number[]): Promise<void> {
    for (const shard of shards) {
      await this.#onDuty.get(shard)?.stop();
      this.#onDuty.delete(shard);
      const lease = { leaseMs: LEASE_MS, durableN: 0 };
      expect(await shardLease(this.#services.redis, { shard }, lease)).toMatchObject({
        outcome: "leased",
      });
    }
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#onDuty.values()].map((worker) => worker.stop()));
  }

  async #start(shard: number): Promise<void> {
    if (this.#onDuty.has(shard)) return;
    const { config, log } = this.#services;
    const worker = new ShardWorker({
      shard,
      redisUrl: config.redisUrl.reveal(),
      databaseUrl: config.databaseUrl.reveal(),
      log,
      startLoop: signalLoops({ services: this.#services, broadcast: NO_SOCKETS }),
    });
    this.#onDuty.set(shard, worker);
    worker.start();
    await eventually(() => Promise.resolve(worker.status.state === "serving" ? true : undefined));
  }
}

describe("what is not durable", () => {
  let system: TestSystem;
  let services: Services;
  let workers: Workers;
  let showtime: ShowtimeOnSale;
  let target: ShowtimeTarget;
  let seat = 0;

  beforeAll(async () => {
    system = await TestSystem.open({ env: { ROLES: "api,live", SHARDS: String(SHARDS) } });
    const [node] = system.nodes;
    if (node === undefined) throw new Error("there is no node");
    ({ services } = node);
    workers = new Workers(services);
    await workers.call(0, 1);
    showtime = await system.showtimeOnSale();
    const { id, shard } = await services.showtimes.get(showtime.showtimeId);
    target = { shard, showtime: id };
  });
  beforeEach(() => workers.call(0, 1));
  afterEach(() => workers.call(0, 1));
  afterAll(async () => {
    await workers.stop();
    await system.close();
  });

  /** A fan with money, whose wallet is in that shard. */
  const fanOf = async (walletShard: number): Promise<Fan> => {
    for (;;) {
      const fan = await system.fan(MONEY);
      const row = await services.db.first<{ no: number }>("SELECT no FROM members WHERE id = ?", [
        fan.id,
      ]);
      if (walletTarget(services, row?.no ?? 0).shard === walletShard)
        return { ...fan, walletShard };
    }
  };
  const otherShard = (): number => (target.shard + 1) % SHARDS;
  /** Holds the next free seat for the fan. */
  const hold = async (fan: Fan, queueToken: string): Promise<string> => {
    const asked = {
      token: fan.token,
      headers: { "X-Queue-Token": queueToken },
      body: { showtimeId: showtime.showtimeId, seatIds: [String(++seat)] },
    };
    const { status, body } = await system.settled(() =>
      system.ask<Body>("POST", "/reservations", asked),
    );
    expect(status).toBe(201);
    return body.id;
  };
  const durable = (holdId: string): Promise<unknown> =>
    eventually(() => services.db.first("SELECT 1 FROM reservations WHERE id = ?", [holdId]));
  const pay = (fan: Fan, reservationId: string, key: string): Promise<Answer<Body>> =>
    system.ask<Body>("POST", "/payments", {
      token: fan.token,
      headers: { "Idempotency-Key": key },
      body: { reservationId },
    });
  const topUp = (fan: Fan, amount: number, key: string): Promise<Answer<Body>> =>
    system.ask<Body>("POST", "/members/me/wallet/top-ups", {
      token: fan.token,
      headers: { "Idempotency-Key": key },
      body: { amount },
    });
  const read = async (fan: Fan, path: string): Promise<Body> =>
    (await system.ask<Body>("GET", path, { token: fan.token })).body;
  /** A hold and its payment in Redis, and the byte of its seat. */
  const inRedis = async (
    holdId: string,
    payId: string,
  ): Promise<HoldRead & { readonly seatByte: number | undefined }> => {
    const found = await seatRead(services.redis, target, { holdId, payId });
    if (found === undefined) throw new Error("Redis does not know the hold");
    const [index = 0] = found.hold.seats;
    const bytes = showtimeKey(target, "seats");
    const [seatByte] = await services.redis.client.getrangeBuffer(bytes, index, index);
    return { ...found, seatByte };
  };

  it("G6 sells no seat before the authorisation of the money is durable", async () => {
    const fan = await fanOf(otherShard());
    const reservationId = await hold(fan, await system.admitted(fan.token, showtime.showtimeId));
    await durable(reservationId);
    const key = randomUUID();
    await workers.sendAway(0, 1);
    const pending = await pay(fan, reservationId, key);
    expect(pending).toMatchObject({ status: 202, body: { status: "pending" } });
    const found = await inRedis(reservationId, payIdOf(fan.id, key));
    expect(found.pay).toBeUndefined();
    expect(found.hold.status).toBe("held");
    expect(found.seatByte).toBe(HELD_BYTE);
    await workers.call(0, 1);
    const paid = await system.settled(() => pay(fan, reservationId, key));
    expect(paid).toMatchObject({ status: 201, body: { id: pending.body.id } });
    await system.audit();
  });

  it.each([
    ["in one step", () => target.shard],
    ["in two phases", () => otherShard()],
  ])(
    "G1 G5 shows no sale that is not durable, paid %s: not as paid, confirmed or ALREADY_PAID",
    async (_, walletShard) => {
      const fan = await fanOf(walletShard());
      const queueToken = await system.admitted(fan.token, showtime.showtimeId);
      const withRow = await hold(fan, queueToken);
      await durable(withRow);
      await workers.sendAway(target.shard);
      const withoutRow = await hold(fan, queueToken);
      const bookings = [withRow, withoutRow].map((id) => ({
        id,
        key: randomUUID(),
        otherKey: randomUUID(),
      }));
      const first = await Promise.all(bookings.map(({ id, key }) => pay(fan, id, key)));
      for (const [at, { id, key, otherKey }] of bookings.entries()) {
        expect(first[at]).toMatchObject({ status: 202, body: { status: "pending" } });
        // The seat is sold in Redis; only the row in MySQL is missing.
        const found = await inRedis(id, payIdOf(fan.id, key));
        expect(found.pay).toMatchObject({ state: "confirmed" });
        expect(found.seatByte).toBe(SOLD_BYTE);
        expect(await read(fan, `/reservations/${id}`)).toMatchObject({ status: "held" });
        const again = await pay(fan, id, otherKey);
        expect(again).toMatchObject({ status: 409, body: { code: "IDEMPOTENCY_IN_FLIGHT" } });
        expect(again.headers.get("retry-after")).toBe("1");
      }

      await workers.call(target.shard);
      for (const [at, { id, key, otherKey }] of bookings.entries()) {
        const payId = first[at]?.body.id;
        const paid = await system.settled(() => pay(fan, id, key));
        expect(paid).toMatchObject({ status: 201, body: { id: payId } });
        expect(await read(fan, `/reservations/${id}`)).toMatchObject({ status: "confirmed" });
        const twice = await system.settled(() => pay(fan, id, otherKey));
        expect(twice).toMatchObject({
          status: 409,
          body: { code: "ALREADY_PAID", meta: { paymentId: payId } },
        });
      }
      await system.audit();
    },
  );

  it("F4 a top-up is pending until it is durable, and counts once", async () => {
    const fan = await fanOf(target.shard);
    const key = randomUUID();
    await workers.sendAway(fan.walletShard);
    const pending = await topUp(fan, 500, key);
    expect(pending).toMatchObject({ status: 202, body: { status: "pending" } });
    await workers.call(fan.walletShard);
    const done = await system.settled(() => topUp(fan, 500, key));
    expect(done.status).toBe(201);
    expect(done.body).toEqual({ topUpId: pending.body.topUpId, balance: MONEY + 500 });
    await system.audit();
  });
});
