import { randomInt } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Redis } from "ioredis";
import { startRedisCluster, type RedisCluster } from "../../../testing/stores/redis-cluster.js";
import { startRedis, type Store } from "../../../testing/stores/stores.js";
import { TrimLoop } from "../../workers/journal/trim-loop.js";
import { testRedisUrl } from "../../../testing/kit/test-shard.js";
import { packControl } from "../../../testing/kit/control-record.js";
import { until } from "../../../testing/kit/until.js";
import { connectOnce } from "../client.js";
import { unpackControl } from "../shard/control-record.js";
import { JournalStream } from "./stream.js";
import { shardKey } from "../keys.js";

const START = { generation: 0, n: 0 };

async function append(client: Redis, shard: number, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await client.xadd(shardKey(shard, "journal"), `1-${n}`, "e", `payload ${n}`);
  }
}

describe("the journal of a shard", () => {
  let shard: number;
  let admin: Redis;
  let stream: JournalStream;

  beforeEach(async () => {
    shard = randomInt(1, 2 ** 31);
    admin = await connectOnce({ url: testRedisUrl() });
    stream = await JournalStream.open({ url: testRedisUrl(), shard });
  });
  afterEach(async () => {
    stream.close();
    await admin.unlink(shardKey(shard, "journal"));
    admin.disconnect();
  });

  test("is read in order after the given entry, at most as many entries as asked for", async () => {
    await append(admin, shard, 5);
    const first = await stream.read(START, 3, 0);
    expect(first.map(({ n, payload }) => [n, payload])).toEqual([
      [1, "payload 1"],
      [2, "payload 2"],
      [3, "payload 3"],
    ]);
    const rest = await stream.read({ generation: 1, n: 3 }, 3, 0);
    expect(rest.map(({ n }) => n)).toEqual([4, 5]);
    expect(await stream.read({ generation: 1, n: 5 }, 3, 0)).toEqual([]);
  });

  test("a waiting read gets the next entry at once, and nothing after its time", async () => {
    expect(await stream.read(START, 3, 1)).toEqual([]);
    const waiting = stream.read(START, 3, 10_000);
    await append(admin, shard, 1);
    expect(await waiting).toHaveLength(1);
  });

  test("G6 a read that waits sees the record as it is after the entry that ended the wait", async () => {
    const key = shardKey(shard, "control");
    const record = { ...unpackControl(Buffer.alloc(9 * 8 + 40)), generation: 1, n: 1 };
    const waiting = stream.readWithRecord(START, 3, 10_000);
    await until(async () => {
      const clients = String(await admin.client("LIST"));
      return clients.includes("cmd=xread");
    }, "the read waits");
    await admin
      .multi()
      .xadd(shardKey(shard, "journal"), "1-1", "e", "payload 1")
      .set(key, packControl(record))
      .exec();
    const read = await waiting;
    expect(read.entries).toEqual([{ generation: 1, n: 1, payload: "payload 1" }]);
    expect(read.record).toMatchObject({ generation: 1, n: 1 });
    await admin.unlink(key);
  });

  test("a waiting read is rejected when the connection is lost", async () => {
    const waiting = stream.read(START, 3, 10_000);
    stream.close();
    await expect(waiting).rejects.toThrow();
  });

  test("a trim keeps what is not durable, not signalled, or younger than a minute", async () => {
    await append(admin, shard, 10);
    const left = async (): Promise<number> => admin.xlen(shardKey(shard, "journal"));
    let durable = { generation: 1, n: 8 };
    let delivered = { generation: 1, n: 6 };
    const loop = new TrimLoop({
      commands: stream,
      journal: {
        get durable() {
          return durable;
        },
      },
      projection: { projected: { generation: 1, n: 10 } },
      delivered: () => delivered,
    });
    await loop.trim(0);
    await loop.trim(59_000);
    expect(await left()).toBe(10);
    durable = { generation: 1, n: 10 };
    await loop.trim(60_000);
    expect(await left()).toBe(5);
    delivered = { generation: 1, n: 10 };
    await loop.trim(61_000);
    expect(await left()).toBe(3);
    await loop.trim(200_000);
    expect(await left()).toBe(1);
  });
});

describe("a server that is another one", () => {
  let store: Store;
  beforeAll(async () => {
    store = await startRedis();
  });
  afterAll(() => store.stop());

  test("ends the streams that were opened on the server before it", async () => {
    const stream = await JournalStream.open({ url: store.url, shard: 1 });
    await store.restart();
    await expect(stream.condition()).rejects.toThrow();
    const next = await JournalStream.open({ url: store.url, shard: 1 });
    expect(next.identity.runId).not.toBe(stream.identity.runId);
    next.close();
  });

  test("is recognised by its replication id when the process is the same", async () => {
    const stream = await JournalStream.open({ url: store.url, shard: 1 });
    const admin = await connectOnce({ url: store.url });
    await admin.replicaof("127.0.0.1", "1");
    await admin.replicaof("NO", "ONE");
    await expect(stream.read(START, 1, 0)).rejects.toThrow(/replication id/);
    await expect(stream.readWithRecord(START, 1, 0)).rejects.toThrow(/replication id/);
    admin.disconnect();
    stream.close();
  });

  test("a server that cannot be reached is an error, and no connection keeps trying", async () => {
    await expect(JournalStream.open({ url: "redis://127.0.0.1:1", shard: 1 })).rejects.toThrow();
  });
});

describe("on a Redis Cluster", () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.stop());

  test("N1 each shard's journal is read from the master that holds it", async () => {
    const url = cluster.urls.join(",");
    const streams = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 7].map(async (shard) => {
        const stream = await JournalStream.open({ url, shard });
        await append(stream.client, shard, 1);
        return stream;
      }),
    );
    for (const stream of streams) expect(await stream.read(START, 1, 0)).toHaveLength(1);
    expect(new Set(streams.map(({ identity }) => identity.runId)).size).toBe(3);
    for (const stream of streams) stream.close();
  });
});
