import { afterAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Hold } from "../../server/redis/seat/hold-reply.js";
import type { BestSeats, SearchPoint } from "../../server/redis/seat/best.js";
import { packRows, TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, HOLD_MS } from "../../testing/kit/box-office.js";

const ACCESSIBLE = 0x40;
const AISLE = 0x80;

const shard = await TestShard.open();
afterAll(() => shard.close());

describe("seat/best", () => {
  let office: BoxOffice;
  let showtime = 0;

  beforeEach(async () => {
    showtime += 1;
    await open({ rows: [10, 10, 10] });
  });

  const id = (name: string): string => `${name}-${showtime}`;

  /** A house by the length of its rows; `plan` by seat where it is not 0. */
  async function open(house: {
    rows: readonly number[];
    plan?: Record<number, number>;
    taken?: readonly number[];
  }): Promise<void> {
    const ends = house.rows.map((_, i) =>
      house.rows.slice(0, i + 1).reduce((sum, length) => sum + length, 0),
    );
    const seats = ends.at(-1) ?? 0;
    const plan = Array.from({ length: seats }, (_, seat) => house.plan?.[seat] ?? 0);
    for (const end of ends) plan[end - 1] = (plan[end - 1] ?? 0) | AISLE;
    const rows = [0, ...ends.slice(0, -1)];
    const sale = { max_per_user: 10 };
    office = await BoxOffice.open(shard, { showtime, seats, plan, rows, prices: [100, 20], sale });
    await office.admit(7, 8);
    await take(...(house.taken ?? []));
  }

  async function take(...seats: number[]): Promise<void> {
    const pipeline = shard.admin.pipeline();
    for (const seat of seats) pipeline.setrange(shard.showtime(showtime, "seats"), seat, "\x02");
    await pipeline.exec();
  }

  async function found(best: { count: number } & Partial<BestSeats>): Promise<readonly number[]> {
    const answer = await office.best(7, id("best"), best);
    if (!("hold" in answer)) throw new Error("the search was not finished");
    return answer.hold.seats;
  }

  it("E1 takes the middle of the best row, and makes a hold like any other", async () => {
    const answer = (await office.best(7, id("best"), { count: 2 })) as { hold: Hold };
    expect(answer.hold).toMatchObject({ seats: [4, 5], total: 200, quantity: 2, status: "held" });
    expect((await shard.entries()).at(-1)).toMatchObject({ kind: "held", seats: [4, 5], count: 2 });
    expect(await office.hold(7, id("best"), [])).toEqual(answer.hold);
  });

  it("E1 gives the same answer to the same hold id", async () => {
    const first = await office.best(7, id("best"), { count: 2 });
    const before = await shard.dump();
    expect(await office.best(7, id("best"), { count: 3 })).toEqual(first);
    expect(await shard.dump()).toEqual(before);
  });

  it.each([
    ["the nearest to the middle, the lower of two", [], 3, [3, 4, 5]],
    ["the nearer of two gaps", [0, 5], 2, [3, 4]],
    ["the next row before one that leaves a single seat", [0, 5], 3, [13, 14, 15]],
    ["a whole gap before a part of a greater one", [2, 5], 2, [3, 4]],
    ["the next row before a gap that leaves one alone", [0, 1, 2, 6, 7, 8, 9], 2, [14, 15]],
    ["a gap of exactly the wanted size", [3, 6], 2, [4, 5]],
    ["one seat without leaving its neighbour alone", [0, 1, 2, 3, 6, 7, 8, 9], 1, [14]],
  ])("E1 takes %s", async (_rule, taken, count, expected) => {
    await take(...taken);
    expect(await found({ count })).toEqual(expected);
  });

  it("E1 leaves a single seat where nothing else is left", async () => {
    await open({ rows: [5, 5], taken: [0, 4, 5, 9] });
    expect(await found({ count: 2 })).toEqual([1, 2]);
  });

  it.each([
    [[4, 4], { 1: AISLE, 5: AISLE }, [0, 1, 2]],
    [[4, 5], { 1: AISLE }, [4, 5, 6]],
  ])("E1 crosses an aisle only when no row has the seats together", async (rows, plan, seats) => {
    await open({ rows, plan });
    expect(await found({ count: 3 })).toEqual(seats);
  });

  it("E1 a seat across the aisle does not count as one that is left alone", async () => {
    await open({ rows: [5], plan: { 2: AISLE }, taken: [0, 4] });
    expect(await found({ count: 2 })).toEqual([1, 2]);
  });

  it("E2 never takes seats of two rows, and refuses when no row has them", async () => {
    await open({ rows: [4, 4], taken: [0, 1, 6, 7] });
    await office.refuses(() => office.best(7, id("best"), { count: 3 }), "NO_SEATS_TOGETHER");
    expect(await found({ count: 2 })).toEqual([2, 3]);
  });

  it("E1 takes accessible seats only when they are asked for, then no others", async () => {
    await open({ rows: [6], plan: { 2: ACCESSIBLE, 3: ACCESSIBLE } });
    expect(await found({ count: 2 })).toEqual([0, 1]);
    const answer = await office.best(8, id("acc"), { count: 2, accessible: true });
    expect(answer).toMatchObject({ hold: { seats: [2, 3] } });
    await office.refuses(
      () => office.best(8, id("more"), { count: 1, accessible: true }),
      "NO_SEATS_TOGETHER",
    );
  });

  it.each([0, 1, 2, 29, 30, 31])("E1 takes the price class asked for (%i)", async (priceClass) => {
    const classes = [0, 1, 2, 29, 30, 31];
    const plan = Object.fromEntries(
      Array.from({ length: 60 }, (_, seat) => [seat, classes[Math.floor(seat / 10)] ?? 0]),
    );
    await open({ rows: [20, 10, 10, 20], plan });
    await shard.admin.set(shard.showtime(showtime, "prices"), Buffer.alloc(32 * 8));
    const [seat = -1] = await found({ count: 2, priceClass });
    expect(classes[Math.floor(seat / 10)]).toBe(priceClass);
  });

  it("E1 finds accessible seats of one class among classes of every byte", async () => {
    for (const priceClass of [0, 1, 29, 30, 31]) {
      showtime += 1;
      const byte = ACCESSIBLE | priceClass;
      const others = Object.fromEntries(
        Array.from({ length: 40 }, (_, seat) => [seat, seat === 33 ? byte : seat % 32]),
      );
      await open({ rows: [40], plan: others });
      await shard.admin.set(shard.showtime(showtime, "prices"), Buffer.alloc(32 * 8));
      expect(await found({ count: 1, priceClass, accessible: true })).toEqual([33]);
    }
  });

  it("E2 refuses as a hold does: session, limit, layout, sale", async () => {
    const best = (): Promise<unknown> => office.best(7, id("best"), { count: 2 });
    await office.refuses(() => office.best(9, id("x"), { count: 2 }), "QUEUE_NOT_READY");
    await office.refuses(() => office.best(7, id("x"), { count: 11 }), "LIMIT_REACHED");
    await office.put("layout", 2);
    await office.refuses(best, "LAYOUT_CHANGED");
    await office.put("layout", 1);
    await office.put("state", "paused");
    await office.refuses(best, "SALE_PAUSED");
    await office.put("state", "closed");
    await office.refuses(best, "SALE_CLOSED");
    await office.put("state", "open");
    const record = await shard.control();
    await office.lapseLease();
    await office.refuses(best, "SALE_PAUSED");
    await shard.setControl(record);
    await shard.admin.del(shard.showtime(showtime, "rows"));
    await office.refuses(best, "NO_SEATS_TOGETHER");
  });

  it("E3 gives 50 callers at once different seats", async () => {
    const members = Array.from({ length: 50 }, (_, i) => 100 + i);
    await office.admit(...members);
    const crowd = office.crowd();
    const outcomes = await Promise.allSettled(
      members.map((memberNo) => crowd.best(memberNo, id(`race-${memberNo}`), { count: 2 })),
    );
    const seats = outcomes.flatMap((outcome) =>
      outcome.status === "fulfilled" && "hold" in outcome.value ? outcome.value.hold.seats : [],
    );
    expect(new Set(seats).size).toBe(seats.length);
    expect(seats).toHaveLength(30);
  });

  it("E4 a lapsed hold is free for the best too: refused only after a sweep", async () => {
    await open({ rows: [4] });
    await office.hold(8, id("a"), [0, 1, 2, 3]);
    await shard.advance(HOLD_MS);
    await office.refuses(() => office.best(7, id("best"), { count: 2 }), "NO_SEATS_TOGETHER");
    const best = { count: 2, priceClass: undefined, accessible: false };
    expect(await office.holdSettled(7, id("b"), { best })).toMatchObject({ seats: [0, 1] });
    await office.hold(8, id("c"), [2]);
    await expect(office.holdSettled(8, id("d"), { best })).rejects.toMatchObject({
      code: "NO_SEATS_TOGETHER",
    });
  });

  describe("in a house that one call cannot look through", () => {
    const SEATS = 3000;

    /** Rows of two seats, all but the last row half taken. */
    async function scattered(): Promise<void> {
      office = await BoxOffice.open(shard, { showtime, seats: SEATS });
      const rows = Array.from({ length: SEATS / 2 }, (_, row) => row * 2);
      await shard.admin.set(shard.showtime(showtime, "rows"), packRows(rows));
      const states = Buffer.from(Array.from({ length: SEATS }, (_, seat) => (seat % 2 ? 2 : 0)));
      states[SEATS - 1] = 0;
      await shard.admin.set(shard.showtime(showtime, "seats"), states);
      await office.admit(7);
    }

    it("E1 goes on where it stood, and changes nothing until it found them", async () => {
      await scattered();
      const before = await shard.dump();
      const first = (await office.best(7, id("best"), { count: 2 })) as { more: SearchPoint };
      expect(first.more).toEqual({ cursor: "499:0:0", step: 1 });
      expect(await shard.dump()).toEqual(before);
      const best = { count: 2, priceClass: undefined, accessible: false };
      expect(await office.holdSettled(7, id("best"), { best })).toMatchObject({
        seats: [SEATS - 2, SEATS - 1],
      });
    });

    it("E1 searches one long row from its middle, a part per call", async () => {
      office = await BoxOffice.open(shard, { showtime, seats: SEATS });
      await office.admit(7);
      const odd = Array.from({ length: SEATS }, (_, seat) => (seat % 2 ? ACCESSIBLE : 0));
      odd[21] = 0;
      await shard.admin.set(shard.showtime(showtime, "plan"), Buffer.from(odd));
      const best = { count: 3, priceClass: undefined, accessible: false };
      const first = await office.best(7, id("best"), best);
      expect(first).toMatchObject({ more: { step: 1 } });
      expect(await office.holdSettled(7, id("best"), { best })).toMatchObject({
        seats: [20, 21, 22],
      });
    });
  });
});
