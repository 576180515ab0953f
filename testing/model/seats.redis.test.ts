// Runs random sequences of all steps that change seats, on the real scripts and on a model. Then it
// checks the invariants in Redis and replays the journal. FC_SEED repeats a run.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { TestShard } from "../kit/test-shard.js";
import { startRedis, type Store } from "../stores/stores.js";
import { MEMBERS, SEATS } from "./small-showtime.js";
import { SeatRun } from "./seat-run.js";
import type { Step } from "./seat-steps.js";

const SEQUENCES = 2000;
const PARTS = 4;
const SCENES_MAX = 35;
const SEED = Number(process.env["FC_SEED"] ?? Date.now() % 2 ** 31);

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
const memberNo = fc.integer({ min: 1, max: MEMBERS });
const quantity = fc.integer({ min: 1, max: 5 });
const seats = fc.oneof(
  fc.uniqueArray(upTo(SEATS - 1), { minLength: 1, maxLength: 5 }),
  fc
    .tuple(upTo(SEATS - 3), fc.integer({ min: 1, max: 3 }))
    .map(([first, count]) => Array.from({ length: count }, (_, i) => first + i)),
);
const asked = fc.record({
  count: fc.integer({ min: 1, max: 5 }),
  priceClass: fc.constantFrom(undefined, undefined, 0, 1),
  accessible: fc.constantFrom(false, false, false, true),
});

const fresh = { of: memberNo, k: upTo(3) };
/** Mostly the owner of one of the latest holds. */
const made = { last: fc.oneof(upTo(2), upTo(15)), by: fc.constantFrom(0, 0, 0, 0, 0, 1) };
const settled = fc.boolean();
const op = upTo(20);
const pay = upTo(9);
const wrongBy = fc.constantFrom(0, 0, 0, 1);
const ms = fc.constantFrom(
  ...[1, 1000, 5000, 30_000, 60_000, 100_000, 200_000, 299_999, 300_000, 600_000],
);

const act = <A extends Step["act"]>(...names: A[]): { act: fc.Arbitrary<A> } => ({
  act: fc.constantFrom(...names),
});
const weighted = <T extends Step>(weight: number, arbitrary: fc.Arbitrary<T>) => ({
  weight,
  arbitrary: arbitrary as fc.Arbitrary<Step>,
});

const step = fc.oneof(
  weighted(10, fc.record({ ...act("hold"), ...fresh, seats })),
  weighted(4, fc.record({ ...act("area"), ...fresh, quantity, settled })),
  weighted(5, fc.record({ ...act("best"), ...fresh, asked, settled })),
  weighted(7, fc.record({ ...act("change"), ...made, op, seats })),
  weighted(4, fc.record({ ...act("release"), ...made, op })),
  weighted(3, fc.record({ ...act("read"), ...made })),
  weighted(5, fc.record({ ...act("confirm"), ...made, pay, wrongBy })),
  weighted(5, fc.record({ ...act("settle"), ...made, pay })),
  weighted(4, fc.record({ ...act("cancel"), pay })),
  weighted(2, fc.record({ ...act("block", "unblock"), op, seats })),
  weighted(4, fc.record({ ...act("sweep") })),
  weighted(6, fc.record({ ...act("admit"), memberNo })),
  weighted(8, fc.record({ ...act("advance"), ms })),
  weighted(1, fc.record({ ...act("hold-for"), ms: fc.constantFrom(5000, 300_000) })),
  weighted(3, fc.record({ ...act("lapse", "renew", "renew", "pause", "resume", "resume") })),
);

/**
 * Steps that rarely come together by chance: a deadline in a pause, with sweeps during and after
 * it.
 */
const pauseScene = fc
  .record({ of: memberNo, k: upTo(3), seats, ms, kind: fc.boolean(), then: ms })
  .map(({ of, k, seats: wanted, ms: before, kind, then }): Step[] => [
    { act: "admit", memberNo: of },
    { act: "hold", of, k, seats: wanted },
    { act: "advance", ms: before },
    { act: kind ? "pause" : "lapse" },
    { act: "advance", ms: 200_000 },
    { act: "sweep" },
    { act: kind ? "resume" : "renew" },
    { act: "hold", of, k: (k + 1) % 4, seats: wanted },
    { act: "advance", ms: then },
    { act: "sweep" },
  ]);
const scene = fc.oneof(
  { weight: 15, arbitrary: step.map((one): Step[] => [one]) },
  { weight: 1, arbitrary: pauseScene },
);

const ADMITTED: readonly Step[] = Array.from({ length: MEMBERS }, (_, i) => ({
  act: "admit",
  memberNo: i + 1,
}));

/** Results that must occur, because a test without them would prove nothing. */
const EXPECTED_RESULTS = [
  ...["hold OK", "hold SEAT_TAKEN", "hold LIMIT_REACHED", "hold QUEUE_NOT_READY"],
  ...["hold SALE_PAUSED", "area OK", "area OUT_OF_STOCK", "best OK", "best NO_SEATS_TOGETHER"],
  ...["change OK", "change SEAT_TAKEN", "change LIMIT_REACHED", "change RESERVATION_EXPIRED"],
  ...["change FORBIDDEN", "change ALREADY_PAID", "change ALREADY_CANCELLED"],
  ...["change INVALID_STATE", "change SALE_PAUSED"],
  ...["release OK", "release FORBIDDEN", "release ALREADY_CANCELLED"],
  ...["release PAID_NEEDS_CANCELLATION", "confirm OK", "cancel OK", "cancel PAYMENT_NOT_FOUND"],
  ...["settle OK", "settle INSUFFICIENT_BALANCE", "settle RESERVATION_EXPIRED"],
  ...["settle FORBIDDEN", "settle IDEMPOTENCY_KEY_REUSED", "settle SALE_PAUSED"],
  ...["block OK", "block SEAT_TAKEN", "unblock OK", "sweep OK", "sweep SALE_PAUSED"],
];
const TIMES_MIN = 20;

describe("the seats against their model", () => {
  let store: Store;
  let shard: TestShard;
  const counts = new Map<string, number>();

  beforeAll(async () => {
    store = await startRedis(["--appendonly", "no"]);
    shard = await TestShard.open(store.url);
  });
  afterAll(async () => {
    await shard.close();
    await store.stop();
  });

  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    `E1 E2 E3 E4 E9 agree in ${SEQUENCES / PARTS} sequences (FC_SEED=${SEED}), part %i`,
    async (part) => {
      const sequence = fc.array(scene, { minLength: 5, maxLength: SCENES_MAX, size: "max" });
      await fc.assert(
        fc.asyncProperty(sequence, async (scenes) => {
          const run = await SeatRun.open(shard);
          await run.play([...ADMITTED, ...scenes.flat()]);
          for (const outcome of run.outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        }),
        { numRuns: SEQUENCES / PARTS, seed: SEED + part },
      );
    },
  );

  it("E2 gets every expected result at least 20 times", () => {
    const isRare = (outcome: string) => (counts.get(outcome) ?? 0) < TIMES_MIN;
    expect(EXPECTED_RESULTS.filter(isRare)).toEqual([]);
  });
});
