// Trims a real stream by a clock that the test moves.
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { JournalStream, type StreamId } from "../../redis/journal/stream.js";
import { shardKey } from "../../redis/keys.js";
import { TestShard, testRedisUrl } from "../../../testing/kit/test-shard.js";
import { TrimLoop } from "./trim-loop.js";

const ENTRIES = 9;
const KEEP_MS = 60_000;

let shard: TestShard;
let commands: JournalStream;

beforeEach(async () => {
  shard = await TestShard.open();
  for (let n = 1; n <= ENTRIES; n++) {
    await shard.admin.xadd(shardKey(shard.shard, "journal"), `1-${n}`, "e", `entry ${n}`);
  }
  commands = await JournalStream.open({ url: testRedisUrl(), shard: shard.shard });
});
afterEach(async () => {
  commands.close();
  await shard.close();
});

const at = (n: number): StreamId => ({ generation: 1, n });

/** The numbers of the entries that are still in the stream. */
const left = async (): Promise<number[]> => {
  const rows = await shard.admin.xrange(shardKey(shard.shard, "journal"), "-", "+");
  return rows.map(([id]) => Number(id.split("-")[1]));
};

interface Place {
  durable: number;
  projected?: number;
  delivered: number | undefined;
}

const loopAt = (place: Place): TrimLoop =>
  new TrimLoop({
    commands,
    journal: {
      get durable() {
        return at(place.durable);
      },
    },
    projection: {
      get projected() {
        return at(place.projected ?? ENTRIES);
      },
    },
    delivered: () => (place.delivered === undefined ? undefined : at(place.delivered)),
    keepMs: KEEP_MS,
  });

describe("trimming the journal's stream", () => {
  test("G6 keeps every entry that the signals have not had, however old it is", async () => {
    const place = { durable: 8, delivered: 3 };
    const loop = loopAt(place);
    await loop.trim(0);
    await loop.trim(KEEP_MS);
    expect(await left()).toEqual([3, 4, 5, 6, 7, 8, 9]);
    place.delivered = 9;
    await loop.trim(2 * KEEP_MS);
    expect(await left()).toEqual([8, 9]);
  });

  test("G6 keeps every entry that was not durable a minute ago", async () => {
    const place = { durable: 4, delivered: 9 };
    const loop = loopAt(place);
    await loop.trim(0);
    place.durable = 8;
    await loop.trim(KEEP_MS - 1);
    expect(await left()).toHaveLength(ENTRIES);
    await loop.trim(KEEP_MS);
    expect(await left()).toEqual([4, 5, 6, 7, 8, 9]);
    await loop.trim(2 * KEEP_MS);
    expect(await left()).toEqual([8, 9]);
  });

  test("G6 keeps every entry that is not projected: reads add it to the rows", async () => {
    const place = { durable: 8, projected: 5, delivered: 9 };
    const loop = loopAt(place);
    await loop.trim(0);
    await loop.trim(KEEP_MS);
    expect(await left()).toEqual([5, 6, 7, 8, 9]);
    place.projected = 9;
    await loop.trim(2 * KEEP_MS);
    expect(await left()).toEqual([8, 9]);
  });

  test("without signals, trims what has been durable for a minute", async () => {
    const loop = loopAt({ durable: 8, delivered: undefined });
    await loop.trim(0);
    await loop.trim(KEEP_MS);
    expect(await left()).toEqual([8, 9]);
  });
});
