// A pause ends nothing: neither one of the shard (its lease lapsed) nor one of the sale. What was
// made before it and had not lapsed has a minute afterwards; nothing else is prolonged.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { sweepAll } from "../../server/redis/seat/sweep.js";
import { TestShard } from "../../testing/kit/test-shard.js";
import { BoxOffice, GRACE_MS, HOLD_MS } from "../../testing/kit/box-office.js";

const PAUSE_MS = 1_000_000;
const ENDLESS_MS = 1_000_000_000;

interface Kind {
  readonly name: string;
  /** The sale stands still from now on, for PAUSE_MS; then it goes on. */
  readonly pause: (office: BoxOffice) => Promise<void>;
  readonly resume: (office: BoxOffice) => Promise<void>;
}

const KINDS: readonly Kind[] = [
  {
    name: "of the shard",
    pause: (office) => office.lapseLease(),
    resume: (office) => office.renewLease(ENDLESS_MS),
  },
  {
    name: "of the sale",
    pause: async (office) => {
      await office.policy(`pause-${office.showtime}`, { state: "paused" });
    },
    resume: async (office) => {
      await office.policy(`resume-${office.showtime}`, { state: "open" });
    },
  },
];

describe.each(KINDS)("a pause $name", ({ pause, resume }) => {
  let shard: TestShard;
  let office: BoxOffice;
  let showtime = 0;

  beforeAll(async () => {
    shard = await TestShard.open();
  });
  afterAll(() => shard.close());
  beforeEach(async () => {
    showtime += 1;
    const { clock, n, chain } = await shard.control();
    await shard.setControl({
      clock: clock + 10 * PAUSE_MS,
      leaseEndsAt: clock + ENDLESS_MS,
      n,
      chain,
    });
    office = await BoxOffice.open(shard, { showtime, seats: 50 });
    await office.admit(7, 8, 9);
  });

  const id = (name: string): string => `${name}-${showtime}`;
  const through = async (): Promise<void> => {
    await pause(office);
    await shard.advance(PAUSE_MS);
    await resume(office);
  };

  it("E4 ends no hold while it lasts, and leaves a minute afterwards", async () => {
    await office.hold(7, id("a"), [3]);
    await shard.advance(HOLD_MS - 1);
    await pause(office);
    await shard.advance(PAUSE_MS);
    expect(await office.read(id("a"))).toMatchObject({ hold: { status: "held" } });
    await resume(office);
    const { hold } = (await office.read(id("a"))) ?? {};
    expect(hold?.deadlineAt).toBe((await shard.now()) + GRACE_MS);
    await office.refuses(() => office.hold(8, id("b"), [3]), "SEAT_TAKEN");
    await shard.advance(GRACE_MS - 1);
    expect(await sweepAll(shard.runner, office.target)).toBe(0);
    await shard.advance(1);
    await office.admit(8);
    expect(await office.hold(8, id("b"), [3])).toMatchObject({ status: "held" });
  });

  it("E4 keeps the deadline of a hold that has more than a minute left", async () => {
    await office.hold(7, id("a"), [3]);
    const before = (await office.read(id("a")))?.hold.deadlineAt;
    await pause(office);
    await shard.advance(1000);
    await resume(office);
    expect((await office.read(id("a")))?.hold.deadlineAt).toBe(before);
  });

  it("E4 revives nothing that had lapsed before it began", async () => {
    await office.hold(7, id("a"), [3]);
    await shard.advance(HOLD_MS);
    await through();
    expect(await office.read(id("a"))).toMatchObject({ hold: { status: "expired" } });
    expect(await sweepAll(shard.runner, office.target)).toBe(1);
  });

  it("E4 prolongs nothing that was made after it", async () => {
    await through();
    await office.put("hold_ms", 5000);
    await office.admit(7);
    const hold = await office.hold(7, id("a"), [3]);
    expect(hold.deadlineAt).toBe((await shard.now()) + 5000);
    await shard.advance(5000);
    expect(await sweepAll(shard.runner, office.target)).toBe(1);
  });

  it("E5 a session that ran when it began has a minute afterwards too", async () => {
    await shard.advance(599_999);
    await through();
    await shard.advance(GRACE_MS - 1);
    expect(await office.hold(7, id("a"), [3])).toMatchObject({ status: "held" });
    await shard.advance(1);
    await office.refuses(() => office.hold(8, id("b"), [4]), "QUEUE_NOT_READY");
  });

  it("E8 a hold that ends afterwards gives its slot back as ever", async () => {
    await office.hold(7, id("a"), [3]);
    await shard.advance(HOLD_MS - 1);
    await through();
    await shard.advance(GRACE_MS);
    await office.sweep();
    expect(await office.slotOf(7)).toBeUndefined();
  });

  it("E2 no other member gets a seat of a hold while it lasts, and every change waits", async () => {
    await office.hold(7, id("a"), [3]);
    await pause(office);
    await shard.advance(HOLD_MS);
    for (const call of [
      () => office.hold(8, id("b"), [3]),
      () => office.change(7, id("a"), "op", [4]),
    ]) {
      await office.refuses(call, "SALE_PAUSED");
    }
  });

  it("E1 shows a deadline that is a time, at least a minute away, while its end is not known", async () => {
    const held = await office.hold(7, id("a"), [3]);
    await shard.advance(HOLD_MS - 1000);
    await pause(office);
    const read = await office.read(id("a"));
    expect(read?.hold.status).toBe("held");
    expect(read?.hold.deadlineAt).toBe((await shard.now()) + GRACE_MS);
    const again = await office.hold(7, id("a"), [3]);
    expect(again.deadlineAt).toBeGreaterThan(held.deadlineAt);
    expect(Number.isNaN(new Date(again.deadlineAt).getTime())).toBe(false);
  });
});
