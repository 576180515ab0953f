import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { startRedis, type Store } from "../../../testing/stores/stores.js";
import {
  CommittedOutcomes,
  type CommittedOutcomesOptions,
} from "../../journal/committed-outcomes.js";
import { committedPayloads } from "../../db/repositories/journal.js";
import { subscribeCommitted } from "../../redis/journal/committed-channel.js";
import { until } from "../../../testing/kit/until.js";
import { WorkerShard } from "../../../testing/kit/worker-shard.js";

/** MySQL is not asked while a caller waits. */
const NEVER_MS = 60_000;

let redis: Store;
let shard: WorkerShard;
let outcomes: CommittedOutcomes;
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  outcomes.close();
  await shard.close();
});
afterAll(() => redis.stop());

/** Outcomes as a node builds them, but for one shard; without a shard no notice is heard. */
function listen(isDeaf = false, more: Partial<CommittedOutcomesOptions> = {}): CommittedOutcomes {
  return new CommittedOutcomes({
    subscribe: (onPayloads) =>
      subscribeCommitted({
        url: shard.redisUrl,
        shards: isDeaf ? [] : [shard.shard],
        onPayloads,
      }),
    readCommitted: (id, ops) => committedPayloads(shard.database.db, id, ops),
    ...more,
  });
}

const op = (id: string): string => `wallet/credit:${id}`;

describe("outcomes through a real worker", () => {
  test("I10 an answer comes with the commit, and never before it", async () => {
    shard = await WorkerShard.open({ redisUrl: redis.url });
    const gate = shard.gate();
    await shard.serving({
      failpoint: (step) => (step === "judged" ? gate.passed : undefined),
    });
    outcomes = listen();
    gate.shut();
    await shard.till.topUp(1, 100, "a");
    expect(await outcomes.committed(shard.shard, op("a"), 300)).toBeUndefined();
    const answer = outcomes.committed(shard.shard, op("a"));
    gate.open();
    expect(await answer).toMatchObject({ kind: "credited", available: 100 });
  });

  test("an answer is read from MySQL where no notices are heard", async () => {
    shard = await WorkerShard.open({ redisUrl: redis.url });
    await shard.serving();
    outcomes = listen(true);
    await shard.till.topUp(1, 100, "a");
    expect(await outcomes.committed(shard.shard, op("a"))).toMatchObject({ available: 100 });
  });

  const subscribers = async (): Promise<number> => {
    const [, count] = await shard.admin.pubsub("NUMSUB", `{s${shard.shard}}:committed`);
    return Number(count);
  };

  test("N2 the node that serves a shard hears its worker directly, and Redis only afterwards", async () => {
    shard = await WorkerShard.open({ redisUrl: redis.url });
    outcomes = listen(false, { askEveryMs: NEVER_MS });
    await until(async () => (await subscribers()) === 1, "it listens");
    const worker = await shard.serving({ committed: outcomes });
    await until(async () => (await subscribers()) === 0, "it listens no longer");
    const elsewhere = shard.admin.duplicate();
    const heard: string[] = [];
    elsewhere.on("message", (_channel: string, message: string) => heard.push(message));
    await elsewhere.connect();
    await elsewhere.subscribe(`{s${shard.shard}}:committed`);
    await shard.till.topUp(1, 100, "a");
    const answer = outcomes.committed(shard.shard, op("a"));
    expect(await answer).toMatchObject({ kind: "credited", available: 100 });
    await until(() => heard.join("\n").includes(op("a")), "other nodes hear it through Redis");
    elsewhere.disconnect();
    await worker.stop();
    await until(async () => (await subscribers()) === 1, "it listens again");
  });

  test("a subscription that was cut listens again", async () => {
    shard = await WorkerShard.open({ redisUrl: redis.url });
    await shard.serving();
    outcomes = listen();
    await until(async () => (await subscribers()) === 1, "it listens");
    await shard.admin.call("CLIENT", "KILL", "TYPE", "pubsub");
    await until(async () => (await subscribers()) === 1, "it listens again");
    await shard.till.topUp(1, 100, "a");
    expect(await outcomes.committed(shard.shard, op("a"))).toMatchObject({ available: 100 });
  });
});
