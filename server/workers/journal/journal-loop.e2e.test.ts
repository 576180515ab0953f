// The loop alone, on a real Redis and a real MySQL: no lease loop runs that would notice as well.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { shardKey } from "../../redis/keys.js";
import { chainAfter, RedisChanged } from "../../redis/journal/stream.js";
import { unpackControl, type ControlRecord } from "../../redis/shard/control-record.js";
import { packControl } from "../../../testing/kit/control-record.js";
import { until } from "../../../testing/kit/until.js";
import { Gate, WorkerShard } from "../../../testing/kit/worker-shard.js";
import { DutyConnection } from "../duty/duty-connection.js";
import { JournalLoop, type JournalStep } from "./journal-loop.js";
import { recover } from "../duty/recovery.js";
import { openRedisLink, type RedisLink } from "../duty/redis-link.js";
import { ShardFenced } from "../duty/shard-fenced.js";

const AT = 1_800_000_000_000;
const BATCH_MAX = 500;

let shard: WorkerShard;
let duty: DutyConnection;
let link: RedisLink;
let ended: AbortController;
let failure: unknown;
let running: Promise<void>;
/** Stops the loop when it has read and compared a batch. */
let gate: Gate;
let batches: number;

/** An entry that MySQL would take: only the loop can refuse it. */
const payloadOf = (n: number): string => `queue queue/tick:1:${n} ${AT} 1 0 0`;

beforeEach(async () => {
  shard = await WorkerShard.open();
  const taken = await DutyConnection.takeOver(shard.database.url, shard.shard, "the-loop");
  if (taken === undefined) throw new Error("another worker has the shard");
  duty = taken;
  link = await openRedisLink(shard.redisUrl, shard.shard, () => duty.fence);
  const from = await recover(duty, link);
  gate = new Gate();
  batches = 0;
  const failpoint = (step: JournalStep) => {
    if (step !== "read") return undefined;
    batches += 1;
    return gate.passed;
  };
  const nothing = () => undefined;
  const loop = new JournalLoop({
    ...{ duty, link, from, failpoint },
    ...{ onDurable: nothing, onReleased: nothing },
    onStall: nothing,
    onFlow: nothing,
  });
  ended = new AbortController();
  failure = undefined;
  running = loop.run(ended.signal).catch((error: unknown) => {
    if (!ended.signal.aborted) failure = error;
  });
  await shard.durable();
});
afterEach(async () => {
  ended.abort();
  gate.open();
  link.unblock();
  await running;
  link.close();
  duty.close();
  await shard.close();
});

async function record(): Promise<ControlRecord> {
  const bytes = await shard.admin.getBuffer(shardKey(shard.shard, "control"));
  if (bytes === null) throw new Error("no control record");
  return unpackControl(bytes);
}

/** Writes entries and their control record in one step; `wrong` falsifies the record. */
async function plant(
  numbers: readonly number[],
  wrong: (honest: ControlRecord) => Partial<ControlRecord> = () => ({}),
): Promise<void> {
  const before = await record();
  const honest = numbers.reduce(
    ({ chain }, n) => ({ ...before, n, chain: chainAfter(chain, payloadOf(n)) }),
    before,
  );
  const all = shard.admin.multi();
  for (const n of numbers) {
    const id = `${before.generation}-${n}`;
    all.xadd(shardKey(shard.shard, "journal"), id, "e", payloadOf(n));
  }
  all.set(shardKey(shard.shard, "control"), packControl({ ...honest, ...wrong(honest) }));
  await all.exec();
}

/** Waits for the loop to fail; MySQL has none of the planted entries. */
async function refused(): Promise<unknown> {
  await until(() => failure !== undefined, "the loop has ended");
  expect(await shard.kinds()).toEqual(["generation"]);
  return failure;
}

const OTHER_CHAIN = "f".repeat(40);

describe("copying the journal", () => {
  test("G1 entries without a gap that match the record are copied to MySQL", async () => {
    await plant([2, 3]);
    await shard.durable();
    expect(await shard.kinds()).toEqual(["generation", "queue", "queue"]);
    expect((await shard.row()).chain).toBe((await record()).chain);
    expect(failure).toBeUndefined();
  });

  test("G6 a missing entry fences the shard, although the chain matches", async () => {
    await plant([3]);
    const error = await refused();
    expect(error).toBeInstanceOf(ShardFenced);
    expect(error).toMatchObject({ message: "the journal goes from 1 to 3" });
  });

  test("G6 a record with another chain than that of its entries fences the shard", async () => {
    await plant([2], () => ({ chain: OTHER_CHAIN }));
    const error = await refused();
    expect(error).toBeInstanceOf(ShardFenced);
    expect(error).toMatchObject({ message: "the chain of Redis at 2 is not that of its journal" });
  });

  // The record is ahead of two batches and inside the third, and moves on meanwhile: under load it
  // is never at the end of the batch that was read.
  test("G6 a record ahead of the batch is compared once its entries are read", async () => {
    const ahead = 2 * BATCH_MAX + 2;
    const numbers = Array.from({ length: 2 * BATCH_MAX + 1 }, (_, i) => 2 + i);
    gate.shut();
    const before = batches;
    await plant(numbers, () => ({ chain: OTHER_CHAIN }));
    await until(() => batches > before, "a batch that ends before the record");
    await plant([ahead + 1]);
    gate.open();
    await until(() => failure !== undefined, "the loop has ended");
    expect(failure).toBeInstanceOf(ShardFenced);
    expect(failure).toMatchObject({
      message: `the chain of Redis at ${ahead} is not that of its journal`,
    });
    expect(await shard.n()).toBe(ahead - 1);
  });

  test("G6 an entry beyond the record is not copied", async () => {
    await plant([2], () => ({ n: 1 }));
    const error = await refused();
    expect(error).toBeInstanceOf(RedisChanged);
    expect(error).toMatchObject({ message: "the record says 1-1" });
  });

  test("G6 nothing is copied under a generation that is not this worker's", async () => {
    await plant([2], ({ generation }) => ({ generation: generation + 1 }));
    const error = await refused();
    expect(error).toBeInstanceOf(RedisChanged);
    expect(error).toMatchObject({ message: "the record says 2-2" });
  });
});
