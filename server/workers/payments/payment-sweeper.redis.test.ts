// The states that a crash leaves behind, on the real scripts: with one sweeper or several, each
// payment ends as the showtime's shard has decided.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Services } from "../../context.js";
import type { Database } from "../../db/database.js";
import { connectCommands, disconnect, type RedisClient } from "../../redis/client.js";
import { ShardReplay } from "../../audit/replay.js";
import { violationsIn } from "../../audit/invariants.js";
import { shardState } from "../../redis/shard/state.js";
import { Random } from "../../../testing/explorer/random.js";
import { A, B, PRICE, World } from "../../../testing/explorer/world.js";
import { startRedis, type Store } from "../../../testing/stores/stores.js";
import { Till, type Payment } from "../../../testing/stores/till.js";
import { PaymentSweeper, type PaymentSweeperOptions } from "./payment-sweeper.js";

const OLD_MS = 30_000;

describe("the payment sweeper", () => {
  let store: Store;
  let admin: RedisClient;
  let world: World;
  let till: Till;
  let marked: unknown[][];
  let logged: string[];

  beforeAll(async () => {
    store = await startRedis();
    admin = await connectCommands({ url: store.url });
  });
  afterAll(async () => {
    disconnect(admin);
    await store.stop();
  });
  beforeEach(async () => {
    world = new World(admin, new Random(1), undefined);
    await world.open();
    world.gates.openForGood();
    till = new Till(world.plain, world.showtime, (memberNo) => memberNo);
    marked = [];
    logged = [];
  });

  const payment: Payment = {
    memberNo: B.memberNo,
    payId: "pay-b",
    holdId: "hold-b",
    amount: PRICE,
  };
  const sweeper = (rest: Partial<PaymentSweeperOptions> = {}): PaymentSweeper =>
    new PaymentSweeper({ services: services(), shards: () => world.shards.map(idOf), ...rest });
  const idOf = ({ shard }: { readonly shard: number }): number => shard;
  const services = (): Services => {
    const add = (line: { readonly event: string }): void => void logged.push(line.event);
    const log = { debug: add, info: add, warn: add, error: add } as unknown as Services["log"];
    const write = (_sql: string, values: unknown[]) => Promise.resolve(void marked.push(values));
    const db = { write } as unknown as Database;
    const committed = (shard: number, op: string) => world.committedEntry(shard, op);
    return { ...world.contextOf(A), log, db, outcomes: { committed } };
  };
  const durable = async (): Promise<void> => {
    for (const shard of world.shards) await shard.commit();
  };
  /** As many rounds as one payment can need; before each, everything becomes durable. */
  const settle = async (by: readonly PaymentSweeper[]): Promise<void> => {
    for (let round = 0; round < 4; round++) {
      await durable();
      await Promise.all(by.map((one) => one.sweep()));
    }
    await durable();
  };
  const violations = (): string[] =>
    violationsIn(
      world.shards.map(({ shard, durable: lines }) => {
        const replay = new ShardReplay(shard);
        for (const line of lines) replay.take(line);
        return replay;
      }),
    );
  const wallet = () => till.balance(B.memberNo);

  it("G4 gives the money back of a payment that was never confirmed", async () => {
    await till.authorise(payment);
    await world.advance(OLD_MS);
    await settle([sweeper()]);
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
    expect(await till.confirm(payment)).toEqual({ state: "tombstoned" });
    expect(violations()).toEqual([]);
  });

  it("G1 captures a confirmed payment whose caller has crashed", async () => {
    await till.hold(B.memberNo, "hold-b", [1]);
    await till.authorise(payment);
    await till.confirm(payment);
    await world.advance(OLD_MS);
    await settle([sweeper()]);
    expect(await wallet()).toEqual({ available: PRICE, authorised: 0 });
    expect(violations()).toEqual([]);
  });

  it("G4 gives the money back of a payment that was refused", async () => {
    await till.authorise(payment);
    expect(await till.confirm(payment)).toMatchObject({ state: "refused" });
    await world.advance(OLD_MS);
    await settle([sweeper()]);
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
    expect(await till.capture(payment)).toMatchObject({ outcome: "conflict" });
    expect(violations()).toEqual([]);
  });

  it("G10 captures a payment that was cancelled before, and then refunds it once", async () => {
    await till.hold(B.memberNo, "hold-b", [1]);
    await till.authorise(payment);
    await till.confirm(payment);
    await till.cancel(payment);
    await world.advance(OLD_MS);
    await settle([sweeper(), sweeper(), sweeper()]);
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
    const kinds = world.shards.flatMap(({ durable: lines }) =>
      lines.map(({ payload }) => payload.split(" ")[0]),
    );
    expect(kinds.filter((kind) => kind === "captured")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "refunded")).toHaveLength(1);
    expect(kinds.filter((kind) => kind === "credited")).toHaveLength(3);
    expect(violations()).toEqual([]);
  });

  it("G6 leaves alone an authorisation that is younger than 30 s", async () => {
    await till.authorise(payment);
    await world.advance(OLD_MS - 1);
    await settle([sweeper()]);
    expect(await wallet()).toEqual({ available: PRICE, authorised: PRICE });
    await world.advance(1);
    await settle([sweeper()]);
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
  });

  it("I3 I5 never acts on an entry that is not durable", async () => {
    await till.hold(B.memberNo, "hold-b", [1]);
    await till.authorise(payment);
    await world.advance(OLD_MS);
    await sweeper().sweep();
    expect(await till.confirm(payment)).toMatchObject({ state: "confirmed" });
    await world.shards[1]?.commit();
    await sweeper().sweep();
    expect(await wallet()).toEqual({ available: PRICE, authorised: PRICE });
    await settle([sweeper()]);
    expect(await wallet()).toEqual({ available: PRICE, authorised: 0 });
  });

  it("G6 goes on where another sweeper crashed, at every step", async () => {
    for (let steps = 1; steps < 12; steps++) {
      world = new World(admin, new Random(steps), undefined);
      await world.open();
      till = new Till(world.plain, world.showtime, (memberNo) => memberNo);
      await till.hold(B.memberNo, "hold-b", [1]);
      await till.authorise(payment);
      if (steps % 2 === 0) await till.confirm(payment);
      await world.advance(OLD_MS);
      await durable();
      const dying = sweeper().sweep();
      for (let step = 0; step < steps && world.gates.waiting > 0; step++) {
        world.gates.open(0);
        await world.gates.settle();
        await durable();
      }
      while (world.gates.waiting > 0) {
        world.gates.crash(0);
        await world.gates.settle();
      }
      await dying;
      world.gates.openForGood();
      await settle([sweeper()]);
      const left = steps % 2 === 0 ? PRICE : 2 * PRICE;
      expect(await wallet()).toEqual({ available: left, authorised: 0 });
      expect(violations()).toEqual([]);
    }
  });

  it("I5 fences the shard of a wallet that contradicts its showtime", async () => {
    await till.hold(B.memberNo, "hold-b", [1]);
    await till.authorise(payment);
    await till.confirm(payment);
    await till.voidIt(payment);
    await admin.zadd(`{s${B.memberNo}}:unsettled`, 1, `pay-b ${B.memberNo} 1`);
    await world.advance(OLD_MS);
    await settle([sweeper()]);
    expect(logged).toContain("payment.conflict");
    expect(marked[0]).toEqual([expect.stringContaining("pay-b is voided"), B.memberNo]);
    const { leaseEndsAt, now } = await shardState(world.plain, { shard: B.memberNo });
    expect(leaseEndsAt).toBeLessThanOrEqual(now);
  });

  it("G6 sweeps by itself until it is stopped", async () => {
    await till.authorise(payment);
    await world.advance(OLD_MS);
    await durable();
    const running = sweeper({ everyMs: 1 });
    running.start();
    while ((await wallet()).authorised > 0) await durable();
    await running.stop();
    const { length } = logged;
    await till.authorise({ ...payment, payId: "later" });
    await world.advance(OLD_MS);
    await durable();
    expect(logged).toHaveLength(length);
    expect((await wallet()).authorised).toBe(PRICE);
  });
});
