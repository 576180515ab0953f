// A read through a node sees every write that the node has answered. The wall clock of these maps
// does not move, so the known end of the journal never becomes stale by time alone.
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { setImmediate as nextTurn } from "node:timers/promises";
import { CountingRunner } from "../../testing/kit/counting-runner.js";
import { T0, TestShard } from "../../testing/kit/test-shard.js";
import { until } from "../../testing/kit/until.js";
import { sourceFiles } from "../../testing/tidy/source-files.js";
import { walletKey, type PlaceTarget } from "../redis/keys.js";
import { payCancel } from "../redis/pay/cancel.js";
import { payConfirm } from "../redis/pay/confirm.js";
import { paySettle } from "../redis/pay/settle.js";
import type { ScriptRunner } from "../redis/script-runner.js";
import { SEARCH_START, seatBest } from "../redis/seat/best.js";
import { seatChange } from "../redis/seat/change.js";
import { seatHold } from "../redis/seat/hold.js";
import { seatRelease } from "../redis/seat/release.js";
import { seatSweep } from "../redis/seat/sweep.js";
import { showBlock } from "../redis/show/block.js";
import { showProvision } from "../redis/show/provision.js";
import type { Snapshot } from "../redis/show/snapshot.js";
import { showUnblock } from "../redis/show/unblock.js";
import { ShardSeatMap } from "./shard-seat-map.js";

const SEATS = 50;
const MEMBER = 7;
const AMOUNT = 1000;
const [FREE, HELD, SOLD, BLOCKED] = [0, 1, 2, 3];

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("a write of a node", () => {
  let runner: CountingRunner;
  let maps: ShardSeatMap;
  let target: PlaceTarget;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    target = { ...(await newShowtime(showtime)), memberNo: MEMBER };
    runner = CountingRunner.on(shard);
    maps = new ShardSeatMap({ runner, now: () => 0 });
  });

  async function newShowtime(id: number) {
    const sale = { max_per_user: 1000, opens_at: 0 };
    const made = await shard.putShowtime({ showtime: id, seats: SEATS, sale });
    await shard.admit(id, MEMBER);
    return made;
  }

  const idOf = (name: string): string => `${name}-${showtime}`;
  const hold = (name: string, seats: number[], by: ScriptRunner = runner) =>
    seatHold(by, target, {
      ...{ memberNo: MEMBER, place: MEMBER, holdId: idOf(name), layoutVersion: 1 },
      wanted: { seats },
    });
  const release = (name: string) =>
    seatRelease(runner, target, { memberNo: MEMBER, holdId: idOf(name), opId: idOf(`r-${name}`) });
  const stateOf = async (seat: number) => (await maps.snapshot(target)).states[seat];
  const blocking = (opId: string) => ({ opId: idOf(opId), layoutVersion: 1, seats: [9] });

  interface Step {
    readonly file: string;
    readonly run: () => Promise<unknown>;
    /** The states of some seats after the step, by index. */
    readonly then: Readonly<Record<number, number | undefined>>;
  }

  /** Every script that changes seats. Each step prepares the next one. */
  const STEPS: readonly Step[] = [
    { file: "seat/hold", run: () => hold("a", [3]), then: { 3: HELD, 4: FREE } },
    {
      file: "seat/change",
      run: () =>
        seatChange(runner, target, {
          ...{ memberNo: MEMBER, holdId: idOf("a"), opId: idOf("c"), layoutVersion: 1, seats: [4] },
        }),
      then: { 3: FREE, 4: HELD },
    },
    {
      file: "pay/confirm",
      run: () =>
        payConfirm(runner, target, {
          ...{ payId: idOf("p"), holdId: idOf("a"), memberNo: MEMBER, amount: AMOUNT },
        }),
      then: { 4: SOLD },
    },
    {
      file: "pay/settle",
      run: async () => {
        // The payment ended the booking session.
        await shard.admit(showtime, MEMBER);
        await shard.admin.hset(walletKey(shard.shard, "wallets", MEMBER), MEMBER, AMOUNT);
        await hold("d", [12]);
        return paySettle(runner, target, {
          ...{ payId: idOf("d"), holdId: idOf("d"), memberNo: MEMBER },
        });
      },
      then: { 12: SOLD },
    },
    {
      file: "pay/cancel",
      run: async () => {
        await payCancel(runner, target, { payId: idOf("p"), refundId: idOf("f") });
        await payCancel(runner, target, { payId: idOf("d"), refundId: idOf("g") });
      },
      then: { 4: FREE, 12: FREE },
    },
    {
      file: "seat/best",
      run: async () => {
        await shard.admit(showtime, MEMBER);
        const best = { count: 2, priceClass: undefined, accessible: false };
        return seatBest(runner, target, {
          ...{ memberNo: MEMBER, place: MEMBER, holdId: idOf("b"), layoutVersion: 1, best },
          from: SEARCH_START,
        });
      },
      then: { 24: HELD, 25: HELD },
    },
    { file: "seat/release", run: () => release("b"), then: { 24: FREE, 25: FREE } },
    {
      file: "show/block",
      run: () => showBlock(runner, target, blocking("b1")),
      then: { 9: BLOCKED },
    },
    {
      file: "show/unblock",
      run: () => showUnblock(runner, target, blocking("b2")),
      then: { 9: FREE },
    },
    {
      file: "seat/sweep",
      run: async () => {
        await hold("s", [30]);
        await maps.snapshot(target);
        await shard.advance(300_000);
        return seatSweep(runner, target, { limit: 500 });
      },
      then: { 30: FREE },
    },
    {
      file: "show/provision",
      run: async () => {
        await shard.admin.hset(shard.showtime(showtime, "sale"), "opens_at", T0 * 2);
        return showProvision(runner, target, {
          ...{ layoutVersion: 2, queueOpensAt: undefined, salesOpenAt: T0 * 2 },
          ...{ salesCloseAt: undefined, areas: [], priceClasses: [{ price: AMOUNT }] },
          seats: [{ section: "A", row: "1", priceClass: 0, accessible: false, aisle: false }],
          policy: {
            ...{ mode: "fifo" as const, maxActive: 1, perMinute: 1, holdMs: 5000 },
            ...{ sessionMs: 10_000, maxPerUser: 1 },
          },
        });
      },
      then: { 0: FREE, 1: undefined },
    },
  ];

  it("D4 is in the next read, for every script that writes", async () => {
    await maps.snapshot(target);
    for (const { file, run, then } of STEPS) {
      await run();
      const { states } = await maps.snapshot(target);
      const seen = Object.keys(then).map((seat) => states[Number(seat)]);
      expect([file, ...seen]).toEqual([file, ...Object.values(then)]);
    }
  });

  it("D4 is in the next delta, for every script that writes", async () => {
    for (const { file, run, then } of STEPS) {
      const { epoch, n } = await maps.snapshot(target);
      await run();
      const sync = await maps.since(target, { epoch, version: n });
      const states: ReadonlyMap<number, number> | Uint8Array =
        sync.kind === "delta" ? new Map(sync.delta.changes) : sync.snapshot.states;
      const stateIn = (seat: number) =>
        states instanceof Uint8Array ? states[seat] : (states.get(seat) ?? FREE);
      const seen = Object.keys(then).map((seat) => stateIn(Number(seat)));
      expect([file, ...seen]).toEqual([file, ...Object.values(then)]);
    }
  });

  it("D4 is tested for every script that changes seats", () => {
    const changing = sourceFiles(".lua")
      .filter(({ text }) => {
        const keys = /^-- KEYS[^]*?(?=^-- ARGV)/m.exec(text)?.[0] ?? "";
        return / journal\b/.test(keys) && / seats\b/.test(keys);
      })
      .map(({ path }) => path.slice("lua/".length, -".lua".length))
      // Only recovery applies entries, and a shard in recovery answers no reads.
      .filter((file) => file !== "shard/apply-show");
    expect(STEPS.map(({ file }) => file).sort()).toEqual(changing.sort());
  });

  it("D4 is in the next read, two hundred times out of two hundred", async () => {
    for (let turn = 0; turn < 200; turn += 1) {
      const seat = (turn * 7) % SEATS;
      await hold(`t${turn}`, [seat]);
      expect([turn, await stateOf(seat)]).toEqual([turn, HELD]);
      await release(`t${turn}`);
      expect([turn, await stateOf(seat)]).toEqual([turn, FREE]);
    }
  });

  it("D4 also after a refusal: a seat taken through another node is shown as held", async () => {
    expect(await stateOf(5)).toBe(FREE);
    await hold("elsewhere", [5], shard.racer);
    expect(await stateOf(5)).toBe(FREE);
    await expect(hold("here", [5])).rejects.toMatchObject({ code: "SEAT_TAKEN" });
    expect(await stateOf(5)).toBe(HELD);
  });

  it("D4 N2 costs one read of the journal's end and one of the map, for all callers", async () => {
    const askAll = () => Promise.all(Array.from({ length: 500 }, () => maps.snapshot(target)));
    const reads = () => [runner.count("shard/state"), runner.count("show/snapshot")];
    await askAll();
    expect(reads()).toEqual([1, 1]);
    await askAll();
    expect(reads()).toEqual([1, 1]);
    await hold("a", [1]);
    await askAll();
    await askAll();
    expect(reads()).toEqual([2, 2]);
    await hold("a", [1]);
    await askAll();
    expect(reads()).toEqual([3, 2]);
  });

  it("N2 to one showtime costs no further read for another showtime", async () => {
    const other = await newShowtime(100_000 + showtime);
    await maps.snapshot(target);
    await maps.snapshot(other);
    await hold("a", [1]);
    await maps.snapshot(other);
    expect([runner.count("shard/state"), runner.count("show/snapshot")]).toEqual([1, 2]);
    expect(await stateOf(1)).toBe(HELD);
  });

  it("N2 is seen also after writes to more showtimes than the cache holds", async () => {
    const showtimes = Array.from({ length: 300 }, (_, at) => 1_000_000 + showtime * 1000 + at);
    const [first = 0] = showtimes;
    await newShowtime(first);
    const firstTarget = { shard: shard.shard, showtime: first };
    await maps.snapshot(firstTarget);
    await seatHold(runner, firstTarget, {
      ...{ memberNo: MEMBER, place: MEMBER, holdId: `first-${showtime}`, layoutVersion: 1 },
      wanted: { seats: [2] },
    });
    for (const id of showtimes.slice(1)) {
      const unblocked = showUnblock(runner, { ...firstTarget, showtime: id }, blocking("none"));
      await expect(unblocked).rejects.toMatchObject({ code: "SHOWTIME_NOT_FOUND" });
    }
    expect((await maps.snapshot(firstTarget)).states[2]).toBe(HELD);
  });

  it("N2 a read under way serves every caller that it is new enough for", async () => {
    const letGo = runner.holdBack("show/snapshot");
    const first = maps.snapshot(target);
    await until(() => runner.count("show/snapshot") === 1, "the map is being read");
    await hold("a", [1]);
    const second = stateOf(1);
    await until(() => runner.answers("shard/state").length === 2, "the new end is known");
    letGo();
    expect(await second).toBe(HELD);
    expect((await first).states[1]).toBe(HELD);
    expect(runner.count("show/snapshot")).toBe(1);
  });

  it("D4 in a race no read misses an answered write, and no version is read twice", async () => {
    const wrong: string[] = [];
    const seatOf = (writer: number, turn: number) => writer * 6 + (turn % 6);
    const write = async (writer: number): Promise<void> => {
      for (let turn = 0; turn < 30; turn += 1) {
        const [name, seat] = [`w${writer}-${turn}`, seatOf(writer, turn)];
        await hold(name, [seat]);
        if ((await stateOf(seat)) !== HELD) wrong.push(`${name} is held`);
        await release(name);
        if ((await stateOf(seat)) !== FREE) wrong.push(`${name} is free`);
      }
    };
    const reading = { isRunning: true };
    const read = async (): Promise<void> => {
      for (let n = 0; reading.isRunning;) {
        const snapshot = await maps.snapshot(target);
        if (snapshot.n < n) wrong.push(`${snapshot.n} after ${n}`);
        n = snapshot.n;
        // A cached map is returned without a turn of the event loop.
        await nextTurn();
      }
    };
    const readers = Array.from({ length: 8 }, read);
    await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)));
    reading.isRunning = false;
    await Promise.all(readers);
    expect(wrong).toEqual([]);
    const versions = runner.answers("show/snapshot").map((answer) => (answer as Snapshot).n);
    expect(versions.length).toBeGreaterThan(30);
    expect(new Set(versions).size).toBe(versions.length);
  });
});
