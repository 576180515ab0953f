// A hold past its deadline is in no one's way, whether or not a sweep has been by.
import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import { TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, HOLD_MS } from "../../testing/kit/box-office.js";

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("lapsed holds", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    office = await BoxOffice.open(shard, {
      showtime,
      seats: 50,
      areas: [{ capacity: 4, priceClass: 0 }],
    });
    await office.admit(7, 8);
  });

  const id = (name: string): string => `${name}-${showtime}`;

  it("E4 end whole, before the entry of who takes one of their seats", async () => {
    await office.hold(7, id("a"), [3, 4]);
    await shard.advance(HOLD_MS - 1);
    await office.refuses(() => office.hold(8, id("b"), [4]), "SEAT_TAKEN");
    await shard.advance(1);
    const hold = await office.hold(8, id("b"), [4]);
    expect(hold.status).toBe("held");
    expect((await shard.entries()).slice(-2)).toMatchObject([
      { kind: "ended", op: `seat/expire:${id("a")}`, status: "expired", seats: [3, 4], count: 0 },
      { kind: "held", seats: [4], count: 1 },
    ]);
    expect([await office.state(3), await office.state(4)]).toEqual([0, 1]);
    expect(await office.member(7)).toBeNull();
    expect(await office.hold(7, id("a"), [3, 4])).toMatchObject({ status: "expired" });
  });

  it("E4 of one's own do not count against the limit, and end first", async () => {
    await office.hold(7, id("a"), [1, 2]);
    await office.hold(7, id("u"), { area: 0, quantity: 2 });
    await shard.advance(HOLD_MS);
    const hold = await office.hold(7, id("b"), [1, 11, 12, 13]);
    expect(hold.quantity).toBe(4);
    expect(await office.member(7)).toBe(`4 ${id("b")}`);
    expect(await office.stock(0)).toBe("4 4 0");
    expect((await shard.entries()).slice(-3)).toMatchObject([
      { kind: "ended", holdId: id("a") },
      { kind: "ended", holdId: id("u") },
      { kind: "held", count: 4 },
    ]);
  });

  it("E4 of several members are ended at once by who wants their seats", async () => {
    await office.hold(7, id("a"), [1, 2]);
    await office.hold(8, id("b"), [3]);
    await office.admit(9);
    await shard.advance(HOLD_MS);
    expect(await office.hold(9, id("c"), [1, 2, 3])).toMatchObject({ quantity: 3 });
    expect(await office.member(7)).toBeNull();
    expect(await office.member(8)).toBeNull();
  });

  it("E8 give their owner's slot to the next: back to the session's end, or away", async () => {
    await shard.advance(400_000);
    const sessionEnd = (await office.slotOf(7)) ?? 0;
    const hold = await office.hold(7, id("a"), [1]);
    expect(await office.slotOf(7)).toBe(hold.deadlineAt);
    await shard.advance(HOLD_MS);
    expect(await shard.now()).toBeGreaterThan(sessionEnd);
    await office.admit(9);
    await office.hold(9, id("b"), [1]);
    expect(await office.slotOf(7)).toBeUndefined();
  });

  it("E4 ten thousand that lapse in one second are in no one's way, in one call", async () => {
    const crowded = await BoxOffice.open(shard, { showtime: 900, seats: 10_000 });
    const members = Array.from({ length: 10_000 }, (_, i) => 1000 + i);
    const ends = (await shard.now()) + 10 * HOLD_MS;
    const admitted = shard.admin.pipeline();
    for (const memberNo of members) {
      admitted.zadd(shard.showtime(900, "active"), ends, memberNo);
      admitted.hset(shard.showtime(900, "sessions"), memberNo, ends);
    }
    await admitted.exec();
    const crowd = crowded.crowd();
    for (let first = 0; first < members.length; first += 500) {
      const some = members.slice(first, first + 500);
      await Promise.all(
        some.map((memberNo, i) => crowd.hold(memberNo, `full-${memberNo}`, [first + i])),
      );
    }
    await shard.advance(HOLD_MS);
    const before = (await shard.control()).n;
    expect(await crowded.hold(1000, "own", [7777, 0, 1, 2])).toMatchObject({ status: "held" });
    expect((await shard.control()).n).toBe(before + 5);
    expect(await crowded.hold(1001, "any", [5000])).toMatchObject({ status: "held" });
    let calls = 0;
    let expired = 0;
    for (let done = 500; done === 500; calls++) {
      const swept = await crowded.sweep();
      done = swept.done;
      expired += swept.expired;
    }
    expect(expired).toBe(10_000 - 5);
    expect(calls).toBe(20);
  });
});
