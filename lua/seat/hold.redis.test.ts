import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { seatHold, type SeatHoldInput } from "../../server/redis/seat-hold.js";
import { TestShard } from "../../server/test/test-shard.js";

describe("seat/hold", () => {
  let shard: TestShard;
  let target: { shard: number; showtime: number };
  let showtime = 0;

  beforeAll(async () => {
    shard = await TestShard.open();
  });
  afterAll(() => shard.close());
  beforeEach(async () => {
    showtime += 1;
    target = await shard.putShow({ showtime, seats: 50, areas: [{ capacity: 10, priceClass: 0 }] });
    await shard.admit(showtime, 7);
  });

  const input = (seats: number[], holdId = `hold-${showtime}`): SeatHoldInput => ({
    member: 7,
    place: 7,
    holdId,
    layoutVersion: 1,
    wanted: { seats },
  });

  it("E1 holds seats for an admitted member until the deadline of the policy", async () => {
    const hold = await seatHold(shard.runner, target, input([3, 4]));
    expect(hold).toMatchObject({ status: "held", total: 2000, seats: [3, 4], member: 7 });
    expect(hold.deadline).toBe((await shard.now()) + 300_000);
    const entries = await shard.entries();
    expect(entries.at(-1)).toMatchObject({ kind: "held", seats: [3, 4], count: 2, freed: [] });
  });

  it("E2 refuses a held seat and changes nothing", async () => {
    await shard.admit(showtime, 8);
    await seatHold(shard.runner, target, input([3]));
    const before = await shard.dump();
    const second = { ...input([3, 5], "other"), member: 8, place: 8 };
    await expect(seatHold(shard.runner, target, second)).rejects.toMatchObject({
      code: "SEAT_TAKEN",
      meta: { seats: [3] },
    });
    expect(await shard.dump()).toEqual(before);
  });

  it("E3 has exactly one winner among 50 callers of one seat", async () => {
    const callers = Array.from({ length: 50 }, (_, i) => 100 + i);
    await Promise.all(callers.map((member) => shard.admit(showtime, member)));
    const outcomes = await Promise.allSettled(
      callers.map((member) =>
        seatHold(shard.racer, target, { ...input([9], `race-${member}`), member, place: member }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("gives the same answer to the same hold id", async () => {
    const first = await seatHold(shard.runner, target, input([3]));
    const before = await shard.dump();
    expect(await seatHold(shard.runner, target, input([3]))).toEqual(first);
    expect(await shard.dump()).toEqual(before);
  });

  it("a lapsed hold stands in nobody's way and ends whole", async () => {
    await shard.admit(showtime, 8);
    await seatHold(shard.runner, target, input([3, 4]));
    await shard.advance(300_000);
    const hold = await seatHold(shard.runner, target, {
      ...input([4], "next"),
      member: 8,
      place: 8,
    });
    expect(hold.status).toBe("held");
    expect((await shard.entries()).slice(-2)).toMatchObject([
      { kind: "ended", status: "expired", seats: [3, 4], count: 0 },
      { kind: "held", seats: [4], count: 1 },
    ]);
  });
});
