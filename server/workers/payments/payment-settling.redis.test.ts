// What one step of the sweeper waits for, on the real scripts: each test decides when the
// showtime's shard and the wallet's become durable.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { connectCommands, disconnect, type RedisClient } from "../../redis/client.js";
import { payOwed } from "../../redis/pay/owed.js";
import { Random } from "../../../testing/explorer/random.js";
import type { SimShard } from "../../../testing/explorer/sim-shard.js";
import { B, PRICE, World } from "../../../testing/explorer/world.js";
import { startRedis, type Store } from "../../../testing/stores/stores.js";
import { Till, type Payment } from "../../../testing/stores/till.js";
import { settleAuthorisation, settleRefund, type SettlingPorts } from "./payment-settling.js";

const payment: Payment = { memberNo: B.memberNo, payId: "pay-b", holdId: "hold-b", amount: PRICE };

describe("one step of the payment sweeper", () => {
  let store: Store;
  let admin: RedisClient;
  let world: World;
  let till: Till;
  let showtimeShard: SimShard;
  let walletShard: SimShard;
  let ports: SettlingPorts;

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
    showtimeShard = world.shard(world.showtime.shard);
    walletShard = world.shard(B.memberNo);
    ports = world.portsOn(world.plain, (shard, op) => world.committedEntry(shard, op));
  });

  const wallet = () => till.balance(B.memberNo);
  const refund = () =>
    settleRefund(ports, { payId: payment.payId, showtime: world.showtime.showtime });
  const owed = async (): Promise<string[]> => {
    const input = { olderMs: 0, limit: 10 };
    const found = await payOwed(world.plain, { shard: showtimeShard.shard }, input);
    return found.map(({ payId }) => payId);
  };
  const kindsOf = async (shard: SimShard): Promise<(string | undefined)[]> => {
    const lines = [...shard.durable, ...(await shard.tail())];
    return lines.map(({ payload }) => payload.split(" ")[0]);
  };
  /** A payment that is confirmed, not captured, and cancelled; the cancellation is not durable. */
  const cancelPaid = async (): Promise<void> => {
    await till.hold(B.memberNo, payment.holdId, [1]);
    await till.authorise(payment);
    await walletShard.commit();
    await till.confirm(payment);
    await showtimeShard.commit();
    await till.cancel(payment);
  };

  it("G10 refunds nothing before the cancellation is durable", async () => {
    await cancelPaid();
    expect(await refund()).toBe("waits");
    expect(await wallet()).toEqual({ available: PRICE, authorised: PRICE });
    expect(await owed()).toEqual([payment.payId]);
  });

  it("G10 captures a cancelled payment first, and then refunds it", async () => {
    await cancelPaid();
    await showtimeShard.commit();
    await refund();
    expect((await kindsOf(walletShard)).slice(-2)).toEqual(["captured", "credited"]);
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
  });

  it("G10 refunds nothing while the wallet has no record of the payment", async () => {
    await till.hold(B.memberNo, payment.holdId, [1]);
    await till.confirm(payment);
    await till.cancel(payment);
    await showtimeShard.commit();
    expect(await refund()).toBe("waits");
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
    expect(await kindsOf(walletShard)).not.toContain("captured");
    expect(await owed()).toEqual([payment.payId]);
  });

  it("G10 a refund is owed until its credit is durable", async () => {
    await cancelPaid();
    await showtimeShard.commit();
    expect(await refund()).toBe("waits");
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
    expect(await owed()).toEqual([payment.payId]);
    expect(await kindsOf(showtimeShard)).not.toContain("refunded");
    await walletShard.commit();
    expect(await refund()).toBe("refunded");
    expect(await owed()).toEqual([]);
    expect(await wallet()).toEqual({ available: 2 * PRICE, authorised: 0 });
  });

  it("G6 decides nothing about an authorisation that is not durable", async () => {
    await till.hold(B.memberNo, payment.holdId, [1]);
    await till.authorise(payment);
    const settle = () => settleAuthorisation(ports, { ...payment, ...world.showtime });
    expect(await settle()).toBe("waits");
    expect(await till.confirm(payment)).toMatchObject({ state: "confirmed" });
    await walletShard.commit();
    // The confirmation is in Redis alone: a failover may still undo it.
    expect(await settle()).toBe("waits");
    expect(await wallet()).toEqual({ available: PRICE, authorised: PRICE });
    await showtimeShard.commit();
    expect(await settle()).toBe("captured");
    expect(await wallet()).toEqual({ available: PRICE, authorised: 0 });
  });
});
