import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { LayoutSeat } from "../catalogue/showtime-directory.js";
import { TestShard } from "../../testing/kit/test-shard.js";
import { alternativesNear, seatAlternatives } from "./alternatives.js";

const ROW = 10;

/** Three rows of ten seats with an aisle in the middle of each; the last row costs less. */
const layout: readonly LayoutSeat[] = Array.from({ length: 30 }, (_, index) => ({
  id: `S${index}`,
  section: "Hall",
  row: String(Math.floor(index / ROW)),
  number: String((index % ROW) + 1),
  x: index % ROW,
  y: Math.floor(index / ROW) * 2,
  priceClass: index < 20 ? 0 : 1,
  accessible: index === 1,
  aisle: index % ROW === 4 || index % ROW === 9,
}));

const statesWith = (...taken: number[]): Uint8Array =>
  Uint8Array.from(layout, (_, index) => (taken.includes(index) ? 1 : 0));
const near = (wanted: number[], ...taken: number[]): number[][] =>
  alternativesNear(layout, { first: 0, states: statesWith(...taken) }, wanted);

describe("alternatives of a taken seat", () => {
  it("E2 lists the free seats nearest to the wanted seat, nearest first", () => {
    expect(near([6], 6)).toEqual([[5], [7], [4], [8], [16]]);
  });

  it("E2 lists as many adjacent seats as were wanted, and no seat twice", () => {
    const lists = near([6, 7], 6);
    expect(lists[0]).toEqual([7, 8]);
    expect(lists).toHaveLength(5);
    const seats = lists.flat();
    expect(new Set(seats).size).toBe(seats.length);
    for (const [a = 0, b = 0] of lists) expect([b - a, a % ROW === 4]).toEqual([1, false]);
  });

  it("E2 lists no seat of another price class, and no accessible seat for another one", () => {
    const lists = near([0], 0);
    expect(lists.flat()).not.toContain(1);
    expect(near([25], 25).every(([seat = 0]) => seat >= 20)).toBe(true);
    expect(near([1], 1)).toEqual([]);
  });

  it("E2 lists no seats when none are free", () => {
    expect(near([3], ...layout.map((_, index) => index))).toEqual([]);
  });

  describe("on Redis", () => {
    let shard: TestShard;
    beforeAll(async () => {
      shard = await TestShard.open();
    });
    afterAll(() => shard.close());

    it("E2 reads the seats around the wanted ones", async () => {
      await shard.putShowtime({ showtime: 1, seats: 30 });
      await shard.admin.setrange(shard.showtime(1, "seats"), 26, "\x01");
      const showtime = { id: 1, shard: shard.shard, seats: layout };
      expect(await seatAlternatives(shard.racer, showtime, [26])).toEqual([
        [25],
        [27],
        [24],
        [28],
        [23],
      ]);
      expect(await seatAlternatives(shard.racer, showtime, [])).toEqual([]);
    });
  });

  it("N2 reads only seats near the first of at most ten, and never fails", async () => {
    const large = Array.from({ length: 12_000 }, (_, index) => layout[index % 20] as LayoutSeat);
    const shard = await TestShard.open();
    try {
      const { showtime: id } = await shard.putShowtime({ seats: large.length });
      const showtime = { id, shard: shard.shard, seats: large };
      const ask = (wanted: number[]) => seatAlternatives(shard.racer, showtime, wanted);
      const far = await ask([6000, 11_999]);
      for (const seat of far.flat()) expect(Math.abs(seat - 6000)).toBeLessThanOrEqual(200);
      expect(await ask(Array.from({ length: 10 }, (_, i) => i))).not.toBeNull();
      expect(await ask(Array.from({ length: 11 }, (_, i) => i))).toEqual([]);
      await shard.admin.set(shard.showtime(id, "seats"), "");
      await shard.admin.del(shard.showtime(id, "seats"));
      await shard.admin.hset(shard.showtime(id, "seats"), "not", "a string");
      expect(await ask([1])).toEqual([]);
    } finally {
      await shard.close();
    }
  });
});
