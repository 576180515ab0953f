import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { ShowtimeTarget } from "../redis/keys.js";
import { seatHold } from "../redis/seat/hold.js";
import { ShardSeatMap } from "./shard-seat-map.js";
import { showProvision } from "../redis/show/provision.js";
import { CountingRunner } from "../../testing/kit/counting-runner.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";

const SEATS = 50;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("the seat maps of a node", () => {
  let target: ShowtimeTarget;
  let runner: CountingRunner;
  let maps: ShardSeatMap;
  let showtime = 0;
  let held = 0;
  const clock = { ms: 0 };

  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShowtime({ showtime, seats: SEATS, sale: { max_per_user: 1000 } });
    await shard.admit(showtime, 7);
    runner = CountingRunner.on(shard);
    maps = new ShardSeatMap({ runner, now: () => clock.ms });
  });

  const later = (): void => {
    clock.ms += 1000;
  };
  const hold = (seats: number[], of: ShowtimeTarget = target) => {
    held += 1;
    return seatHold(shard.runner, of, {
      ...{ memberNo: 7, place: 7, holdId: `map-${held}`, layoutVersion: 1 },
      wanted: { seats },
    });
  };

  it("returns the states of all seats at one number of the journal", async () => {
    await hold([3]);
    const { n } = await shard.control();
    const snapshot = await maps.snapshot(target);
    expect(snapshot).toMatchObject({ epoch: 1, n, layoutVersion: 1 });
    expect(snapshot.states).toHaveLength(SEATS);
    expect([...snapshot.states.subarray(2, 5)]).toEqual([0, 1, 0]);
  });

  it("D4 reads a map once per version, for any number of callers and for any time", async () => {
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(Array.from({ length: 200 }, () => maps.snapshot(target)));
      later();
    }
    expect(runner.count("show/snapshot")).toBe(1);
    await hold([3]);
    await Promise.all(Array.from({ length: 200 }, () => maps.snapshot(target)));
    expect(runner.count("show/snapshot")).toBe(2);
  });

  it("N2 keeps a bounded number of maps, those that are asked for", async () => {
    const second = await shard.putShowtime({ showtime: 200_000 + showtime });
    const third = await shard.putShowtime({ showtime: 300_000 + showtime });
    const few = new ShardSeatMap({ runner, now: () => clock.ms, keptMax: 2 });
    const reads = async (of: ShowtimeTarget) => {
      const before = runner.count("show/snapshot");
      await few.snapshot(of);
      return runner.count("show/snapshot") - before;
    };
    expect([await reads(target), await reads(second), await reads(target)]).toEqual([1, 1, 0]);
    expect([await reads(third), await reads(target), await reads(second)]).toEqual([1, 0, 1]);
  });

  it("folds the changes since a version", async () => {
    await hold([1]);
    const { n: version } = await shard.control();
    await hold([2, 3]);
    const other = await shard.putShowtime({ showtime: 100_000 + showtime });
    await shard.admit(other.showtime, 7);
    await hold([9], other);
    expect(await maps.since(target, { epoch: 1, version })).toEqual({
      kind: "delta",
      delta: {
        ...{ epoch: 1, from: version, version: version + 2 },
        changes: [
          [2, 1],
          [3, 1],
        ],
      },
    });
    expect(await maps.since(target, { epoch: 1, version: version + 2 })).toMatchObject({
      delta: { from: version + 2, version: version + 2, changes: [] },
    });
    expect(runner.count("show/snapshot")).toBe(0);
  });

  it("reads the journal once for all callers with the same version", async () => {
    const { n: version } = await shard.control();
    await hold([2]);
    const before = await commandCalls("xrevrange");
    await Promise.all(Array.from({ length: 200 }, () => maps.since(target, { epoch: 1, version })));
    expect((await commandCalls("xrevrange")) - before).toBeLessThanOrEqual(5);
  });

  const commandCalls = async (command: string): Promise<number> => {
    const stats = await shard.admin.info("commandstats");
    return Number(new RegExp(`cmdstat_${command}:calls=(\\d+)`).exec(stats)?.[1] ?? 0);
  };

  it.each([
    ["another epoch", { epoch: 2, back: 0 }],
    ["a version of the future", { epoch: 1, back: -1 }],
    ["a version long ago", { epoch: 1, back: 501 }],
  ])("returns the whole map for %s", async (_what, { epoch, back }) => {
    await hold([2]);
    const { n } = await shard.control();
    expect(await maps.since(target, { epoch, version: n - back })).toMatchObject({
      kind: "snapshot",
      snapshot: { n },
    });
  });

  it("returns the whole map when the journal was trimmed", async () => {
    const { n: version } = await shard.control();
    await hold([2]);
    await hold([3]);
    await shard.admin.xtrim(`{s${shard.shard}}:journal`, "MAXLEN", 1);
    expect(await maps.since(target, { epoch: 1, version })).toMatchObject({ kind: "snapshot" });
  });

  it("returns the whole map when the layout has changed", async () => {
    const future = { shard: shard.shard, showtime: 200_000 + showtime };
    const input = {
      ...{ queueOpensAt: undefined, salesOpenAt: T0 * 2, salesCloseAt: undefined, areas: [] },
      priceClasses: [{ price: 1000 }],
      seats: [{ section: "A", row: "1", priceClass: 0, accessible: false, aisle: false }],
      policy: {
        ...{ mode: "fifo" as const, maxActive: 1, perMinute: 1, holdMs: 5000 },
        ...{ sessionMs: 10_000, maxPerUser: 1 },
      },
    };
    await showProvision(shard.runner, future, { ...input, layoutVersion: 1 });
    const { n: version } = await shard.control();
    await showProvision(shard.runner, future, { ...input, layoutVersion: 2 });
    expect(await maps.since(future, { epoch: 1, version })).toMatchObject({
      kind: "snapshot",
      snapshot: { layoutVersion: 2 },
    });
  });

  it("refuses an unknown showtime each time, and caches no refusal", async () => {
    const unknown = { ...target, showtime: 999_999_999 };
    for (let i = 0; i < 2; i += 1) {
      await expect(maps.snapshot(unknown)).rejects.toMatchObject({ code: "SHOWTIME_NOT_FOUND" });
    }
    expect(runner.count("show/snapshot")).toBe(2);
  });
});
