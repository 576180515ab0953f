import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { showBlock } from "../../server/redis/show/block.js";
import { showSnapshot } from "../../server/redis/show/snapshot.js";
import { showUnblock } from "../../server/redis/show/unblock.js";
import { TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, HOLD_MS } from "../../testing/kit/box-office.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("show/block, show/unblock and show/snapshot", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    office = await BoxOffice.open(shard, { showtime, seats: 10 });
    await office.admit(7);
  });

  const id = (name: string): string => `${name}-${showtime}`;
  const block = (opId: string, seats: number[], layoutVersion = 1): Promise<number> =>
    showBlock(shard.runner, office.target, { opId, layoutVersion, seats });
  const unblock = (opId: string, seats: number[], layoutVersion = 1): Promise<number> =>
    showUnblock(shard.runner, office.target, { opId, layoutVersion, seats });
  const unsold = () => shard.admin.hget(shard.showtime(showtime, "sale"), "unsold");

  it("D4 takes seats off sale and puts them back, each with its entry", async () => {
    const n = await block("b", [1, 2, 3]);
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "blocked",
      op: "show/block:b",
      seats: [1, 2, 3],
      unsold: 7,
    });
    expect([n, await unsold(), await office.state(2)]).toEqual([(await shard.control()).n, "7", 3]);
    await office.refuses(() => office.hold(7, id("a"), [2]), "SEAT_TAKEN", { seats: [2] });
    await unblock("u", [2, 3, 5]);
    expect((await shard.entries()).at(-1)).toMatchObject({
      kind: "unblocked",
      op: "show/unblock:u",
      seats: [2, 3],
      unsold: 9,
    });
    expect(await office.hold(7, id("a"), [2, 3])).toMatchObject({ status: "held" });
    await office.refuses(() => office.hold(7, id("b"), [1]), "SEAT_TAKEN");
  });

  it("blocks only what is not blocked yet, and counts each seat once", async () => {
    await block("b", [1, 2]);
    await block("c", [2, 3]);
    expect((await shard.entries()).at(-1)).toMatchObject({ seats: [3], unsold: 7 });
  });

  it("changes nothing when the same operation is asked again", async () => {
    for (const call of [() => block("b", [1, 2]), () => unblock("u", [1])]) {
      const first = await call();
      const before = await shard.dump();
      expect(await call()).toBe(first);
      expect(await shard.dump()).toEqual(before);
    }
  });

  it("D4 refuses the whole call for a seat that is held or sold; a lapsed hold ends", async () => {
    await office.hold(7, id("a"), [4, 5]);
    await shard.admin.setrange(shard.showtime(showtime, "seats"), 6, "\x02");
    await office.refuses(() => block("b", [3, 4, 6]), "SEAT_TAKEN", { seats: [4, 6] });
    await shard.advance(HOLD_MS);
    await block("b", [3, 4]);
    expect((await shard.entries()).slice(-2)).toMatchObject([
      { kind: "ended", holdId: id("a"), seats: [4, 5], count: 0 },
      { kind: "blocked", seats: [3, 4] },
    ]);
    expect(await Promise.all([3, 4, 5].map((seat) => office.state(seat)))).toEqual([3, 3, 0]);
    expect(await shard.admin.hgetall(shard.showtime(showtime, "owners"))).toEqual({});
  });

  it("leaves what is held or sold alone when it is unblocked", async () => {
    await office.hold(7, id("a"), [4]);
    const before = await shard.dump();
    await unblock("u", [4, 5]);
    expect(await shard.dump()).toEqual(before);
  });

  it("refuses an unknown seat, another layout, a missing lease, an unknown showtime", async () => {
    const record = await shard.control();
    for (const call of [block, unblock]) {
      await office.refuses(() => call("x", [9, 10]), "SEAT_UNKNOWN", { seats: [10] });
      await office.refuses(() => call("x", [1], 2), "LAYOUT_CHANGED");
      await office.lapseLease();
      await office.refuses(() => call("x", [1]), "SALE_PAUSED");
      await shard.setControl(record);
    }
    const nowhere = { ...office.target, showtime: 999_999 };
    const input = { opId: "x", layoutVersion: 1, seats: [1] };
    for (const script of [showBlock, showUnblock]) {
      await office.refuses(() => script(shard.runner, nowhere, input), "SHOWTIME_NOT_FOUND");
    }
  });

  it("E3 either blocks a seat or leaves it to the one who holds it", async () => {
    await office.admit(...Array.from({ length: 50 }, (_, i) => 100 + i));
    const crowd = office.crowd();
    const input = { opId: "b", layoutVersion: 1, seats: [8] };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i): Promise<unknown> =>
        i === 20
          ? showBlock(shard.racer, office.target, input)
          : crowd.hold(100 + i, id(`r${i}`), [8]),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("D5 a snapshot is every seat's state at one number of the journal", async () => {
    await block("b", [1]);
    await office.hold(7, id("a"), [3, 4]);
    const { n, epoch } = await shard.control();
    const snapshot = await showSnapshot(shard.runner, office.target);
    expect(snapshot).toMatchObject({ n, epoch, layoutVersion: 1 });
    expect([...snapshot.states]).toEqual([0, 3, 0, 1, 1, 0, 0, 0, 0, 0]);
  });

  it("D5 a snapshot holds every byte of a state as it is, in a house of 50,000 seats", async () => {
    const states = Buffer.from(Array.from({ length: 50_000 }, (_, seat) => seat % 4));
    await shard.admin.set(shard.showtime(showtime, "seats"), states);
    const snapshot = await showSnapshot(shard.runner, office.target);
    expect(snapshot.states.equals(states)).toBe(true);
  });

  it("D6 refuses a snapshot of an unknown showtime or a shard being rebuilt", async () => {
    const nowhere = { ...office.target, showtime: 999_999 };
    await office.refuses(() => showSnapshot(shard.runner, nowhere), "SHOWTIME_NOT_FOUND");
    const record = await shard.control();
    await shard.setControl({ ...record, rebuilding: 1 });
    await office.refuses(() => showSnapshot(shard.runner, office.target), "SALE_PAUSED");
    await shard.setControl(record);
  });
});
